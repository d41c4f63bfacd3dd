/** Where a cluster stands: `europe-west1` (regional) or `europe-west1-b` (zonal). */
export interface Site {
  readonly project: string
  readonly location: string
  readonly region: string
  readonly zonal: boolean
  /** Zones that nodes use: the zone itself, or the region's usual three. */
  readonly zones: readonly string[]
}

/** Regions whose zones are not a, b, c (cloud.google.com/compute/docs/regions-zones). */
const ZONE_LETTERS: Readonly<Record<string, readonly string[]>> = {
  'europe-west1': ['b', 'c', 'd'],
  'us-east1': ['b', 'c', 'd'],
}

const ZONE = /^([a-z]+-[a-z]+\d+)-([a-z])$/

/** The region of a region or zone name. */
export function regionOf(location: string): string {
  return ZONE.exec(location)?.[1] ?? location
}

/** Whether the name is that of a zone; GKE makes a zonal cluster there. */
export function isZone(location: string): boolean {
  return ZONE.test(location)
}

/** The three zones nodes of a regional cluster are spread over; preflight checks them against the cloud. */
function usualZones(region: string): readonly string[] {
  return (ZONE_LETTERS[region] ?? ['a', 'b', 'c']).map((letter) => `${region}-${letter}`)
}

export function siteOf(project: string, location: string): Site {
  const region = regionOf(location)
  const zonal = isZone(location)
  return { project, location, region, zonal, zones: zonal ? [location] : usualZones(region) }
}

/** Last segment of a URL or path: `…/zones/us-central1-a` → `us-central1-a`. */
export function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** Regions and their zones, as the Compute Engine documentation lists them. */
const REGION_ZONES: Readonly<Record<string, string>> = {
  'asia-east1': 'abc',
  'asia-east2': 'abc',
  'asia-northeast1': 'abc',
  'asia-northeast2': 'abc',
  'asia-northeast3': 'abc',
  'asia-south1': 'abc',
  'asia-southeast1': 'abc',
  'asia-southeast2': 'abc',
  'australia-southeast1': 'abc',
  'europe-central2': 'abc',
  'europe-north1': 'abc',
  'europe-west1': 'bcd',
  'europe-west2': 'abc',
  'europe-west3': 'abc',
  'europe-west4': 'abc',
  'europe-west6': 'abc',
  'me-west1': 'abc',
  'northamerica-northeast1': 'abc',
  'southamerica-east1': 'abc',
  'us-central1': 'abcf',
  'us-east1': 'bcd',
  'us-east4': 'abc',
  'us-south1': 'abc',
  'us-west1': 'abc',
  'us-west2': 'abc',
}

export const REGIONS: readonly string[] = Object.keys(REGION_ZONES)

export const zonesOf = (region: string): string[] =>
  Array.from(REGION_ZONES[region] ?? '', (letter) => `${region}-${letter}`)

export const ZONES: readonly string[] = REGIONS.flatMap(zonesOf)

/** The region of a zone name; a region's name is its own region. */
export const regionOf = (location: string): string => location.replace(/-[a-z]$/, '')

export const isRegion = (name: string): boolean => Object.hasOwn(REGION_ZONES, name)
export const isZone = (name: string): boolean => ZONES.includes(name)

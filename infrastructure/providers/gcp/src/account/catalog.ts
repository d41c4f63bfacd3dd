import type { KubernetesVersion, LocationCatalog, MachineType } from '@skyclust/application'
import type { GcpClient } from '../client.ts'
import { isZone, lastSegment, regionOf } from '../location.ts'
import { nodePrice } from '../prices/price-book.ts'
import { displayNameOf } from './region-names.ts'
import { listRegions, readRegion } from './regions.ts'

interface ComputeMachineType {
  readonly name: string
  readonly guestCpus: number
  readonly memoryMb: number
  readonly architecture?: string
  readonly deprecated?: object
}

interface ReleaseChannel {
  readonly channel?: string
  readonly defaultVersion?: string
  readonly validVersions?: readonly string[]
}

export interface ServerConfig {
  readonly defaultClusterVersion?: string
  readonly validMasterVersions?: readonly string[]
  readonly channels?: readonly ReleaseChannel[]
}

export interface ZonedMachineType extends ComputeMachineType {
  readonly zones: readonly string[]
}

/** Regions, each followed by its zones: a zone makes a zonal cluster. */
export async function locations(
  client: GcpClient,
  signal: AbortSignal,
): Promise<readonly { readonly name: string; readonly displayName: string }[]> {
  const regions = await listRegions(client, signal)
  return regions
    .filter((region) => region.status !== 'DOWN')
    .flatMap((region) => [
      { name: region.name, displayName: displayNameOf(region.name) },
      ...(region.zones ?? []).map(lastSegment).map((zone) => ({
        name: zone,
        displayName: `${displayNameOf(region.name)}, zone ${zone.slice(-1)}`,
      })),
    ])
}

/** Zones, machine types and versions of a region or zone. */
export async function catalog(
  client: GcpClient,
  location: string,
  signal: AbortSignal,
): Promise<LocationCatalog> {
  const [zones, config] = await Promise.all([
    zonesAt(client, location, signal),
    readServerConfig(client, location, signal),
  ])
  const types = await machineTypesIn(client, zones, signal)
  return {
    zones,
    machineTypes: types.map((type) => machineTypeView(type, regionOf(location), zones.length)),
    versions: versionsOf(config),
  }
}

export async function zonesAt(
  client: GcpClient,
  location: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (isZone(location)) return [location]
  const region = await readRegion(client, location, signal)
  return (region.zones ?? []).map(lastSegment).toSorted()
}

/** GKE's versions and release channels at a location. */
export function readServerConfig(
  client: GcpClient,
  location: string,
  signal: AbortSignal,
): Promise<ServerConfig> {
  const path = `/v1/projects/${client.project}/locations/${location}/serverConfig`
  return client.send<ServerConfig>({ api: 'container', kind: 'read', path, signal })
}

/** Machine types that are not deprecated, each with the zones that have it, by name. */
export async function machineTypesIn(
  client: GcpClient,
  zones: readonly string[],
  signal: AbortSignal,
): Promise<readonly ZonedMachineType[]> {
  const byZone = await Promise.all(
    zones.map(async (zone) => {
      const path = `/compute/v1/projects/${client.project}/zones/${zone}/machineTypes`
      return [
        zone,
        await client.list<ComputeMachineType>({ api: 'compute', path, signal }),
      ] as const
    }),
  )
  const types = new Map<string, ZonedMachineType>()
  for (const [zone, list] of byZone)
    for (const type of list) {
      if (type.deprecated) continue
      const known = types.get(type.name)
      types.set(type.name, { ...type, zones: [...(known?.zones ?? []), zone] })
    }
  return [...types.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function machineTypeView(type: ZonedMachineType, region: string, zoneCount: number): MachineType {
  const price = nodePrice(region, type.name)
  return {
    name: type.name,
    vcpu: type.guestCpus,
    memoryGiB: type.memoryMb / 1024,
    architecture: type.architecture === 'ARM64' ? 'arm64' : 'x86_64',
    usdPerHour: price?.usd,
    ...(price?.approximatedFrom === undefined
      ? {}
      : { priceApproximatedFrom: price.approximatedFrom }),
    ...(type.zones.length === zoneCount ? {} : { zones: type.zones }),
  }
}

/** Versions of the REGULAR channel first, its default marked; then what other channels offer. */
function versionsOf(config: ServerConfig): readonly KubernetesVersion[] {
  const regular = config.channels?.find((c) => c.channel === 'REGULAR')
  const standard = regular?.validVersions ?? config.validMasterVersions ?? []
  const byDefault = regular?.defaultVersion ?? config.defaultClusterVersion
  const others = (config.channels ?? []).flatMap((c) => c.validVersions ?? [])
  const extended = new Set(
    config.channels?.find((c) => c.channel === 'EXTENDED')?.validVersions ?? [],
  )
  return [...new Set([...standard, ...others])].map((version) => ({
    version,
    default: version === byDefault,
    support: standard.includes(version)
      ? 'standard'
      : extended.has(version)
        ? 'extended'
        : 'unknown',
  }))
}

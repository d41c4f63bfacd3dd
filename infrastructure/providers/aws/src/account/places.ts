import type { Aws } from '../client.ts'
import { REGION_NAMES } from './region-names.ts'

export interface Zone {
  readonly name: string
  /** The same place has the same id in every account; names are shuffled. */
  readonly id: string
  /** EKS has no control planes in a few old zones. */
  readonly usable: boolean
}

/** https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html, «Subnet requirements and considerations». */
const WITHOUT_CONTROL_PLANE = new Set(['use1-az3', 'usw1-az2', 'cac1-az3'])

export function isUsableZone(zoneId: string): boolean {
  return !WITHOUT_CONTROL_PLANE.has(zoneId)
}

/** Regions that are switched on for the account. */
export async function listRegions(
  home: Aws,
  signal: AbortSignal,
): Promise<readonly { readonly name: string; readonly displayName: string }[]> {
  const answer = await home.ec2('ec2:DescribeRegions', 'read', signal, (ec2, options) =>
    ec2.describeRegions({}, options),
  )
  return (answer.Regions ?? [])
    .flatMap(({ RegionName }) => RegionName ?? [])
    .toSorted()
    .map((name) => ({ name, displayName: REGION_NAMES[name] ?? name }))
}

/** The region's own availability zones; local and wavelength zones are left out. */
export async function listZones(aws: Aws, signal: AbortSignal): Promise<readonly Zone[]> {
  const answer = await aws.ec2('ec2:DescribeAvailabilityZones', 'read', signal, (ec2, options) =>
    ec2.describeAvailabilityZones({}, options),
  )
  return (answer.AvailabilityZones ?? [])
    .filter((zone) => (zone.ZoneType ?? 'availability-zone') === 'availability-zone')
    .filter((zone) => zone.State === undefined || zone.State === 'available')
    .flatMap(({ ZoneName: name, ZoneId: id = '' }) =>
      name === undefined ? [] : [{ name, id, usable: isUsableZone(id) }],
    )
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

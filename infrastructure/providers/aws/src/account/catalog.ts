import type { KubernetesVersion, LocationCatalog, MachineType } from '@skyclust/application'
import type { InstanceTypeInfo } from '@aws-sdk/client-ec2'
import type { Aws } from '../client.ts'
import { instancePrice } from '../prices/snapshot.ts'
import { architectureOf } from './instance-name.ts'
import { listZones } from './places.ts'

/** What the region offers: zones fit for EKS, instance types with prices, Kubernetes versions. */
export async function readCatalog(aws: Aws, signal: AbortSignal): Promise<LocationCatalog> {
  const [zones, types, offered, versions] = await Promise.all([
    listZones(aws, signal),
    listInstanceTypes(aws, signal),
    zonesOfTypes(aws, undefined, signal),
    listVersions(aws, signal),
  ])
  const zoneNames = zones.filter((zone) => zone.usable).map((zone) => zone.name)
  return {
    zones: zoneNames,
    machineTypes: types
      .flatMap((info) => machineType(info, aws.region, zoneNames, offered))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    versions,
  }
}

function machineType(
  { InstanceType: name, VCpuInfo, MemoryInfo }: InstanceTypeInfo,
  region: string,
  zones: readonly string[],
  offered: ReadonlyMap<string, readonly string[]>,
): MachineType[] {
  if (name === undefined || name.startsWith('mac')) return []
  const price = instancePrice(name, region)
  const here = zones.filter((zone) => offered.get(name)?.includes(zone))
  return [
    {
      name,
      vcpu: VCpuInfo?.DefaultVCpus ?? 0,
      memoryGiB: (MemoryInfo?.SizeInMiB ?? 0) / 1024,
      architecture: architectureOf(name),
      usdPerHour: price?.usdPerHour,
      ...(price?.approximatedFrom === undefined
        ? {}
        : { priceApproximatedFrom: price.approximatedFrom }),
      ...(here.length === zones.length ? {} : { zones: here }),
    },
  ]
}

async function listInstanceTypes(
  aws: Aws,
  signal: AbortSignal,
): Promise<readonly InstanceTypeInfo[]> {
  const found: InstanceTypeInfo[] = []
  let NextToken: string | undefined
  do {
    const answer = await aws.ec2('ec2:DescribeInstanceTypes', 'read', signal, (ec2, options) =>
      ec2.describeInstanceTypes({ MaxResults: 100, ...(NextToken ? { NextToken } : {}) }, options),
    )
    found.push(...(answer.InstanceTypes ?? []))
    NextToken = answer.NextToken
  } while (NextToken)
  return found
}

/** Zone names by instance type; of the given types, or of all. */
export async function zonesOfTypes(
  aws: Aws,
  types: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const zones = new Map<string, string[]>()
  let NextToken: string | undefined
  do {
    const answer = await aws.ec2(
      'ec2:DescribeInstanceTypeOfferings',
      'read',
      signal,
      (ec2, options) =>
        ec2.describeInstanceTypeOfferings(
          {
            LocationType: 'availability-zone',
            ...(types ? { Filters: [{ Name: 'instance-type', Values: [...types] }] } : {}),
            ...(NextToken ? { NextToken } : {}),
          },
          options,
        ),
    )
    for (const { InstanceType: type, Location: zone } of answer.InstanceTypeOfferings ?? [])
      if (type && zone) zones.set(type, [...(zones.get(type) ?? []), zone])
    NextToken = answer.NextToken
  } while (NextToken)
  return zones
}

/** Versions EKS takes for new clusters, newest first. */
export async function listVersions(
  aws: Aws,
  signal: AbortSignal,
): Promise<readonly KubernetesVersion[]> {
  const found: KubernetesVersion[] = []
  let nextToken: string | undefined
  do {
    const answer = await aws.eks('eks:DescribeClusterVersions', 'read', signal, (eks, options) =>
      eks.describeClusterVersions(nextToken ? { nextToken } : {}, options),
    )
    for (const each of answer.clusterVersions ?? []) {
      const status = each.versionStatus ?? each.status?.toUpperCase().replace('-', '_')
      if (each.clusterVersion === undefined || status === 'UNSUPPORTED') continue
      const end = each.endOfStandardSupportDate
      found.push({
        version: each.clusterVersion,
        default: each.defaultVersion === true,
        support:
          status === 'STANDARD_SUPPORT'
            ? 'standard'
            : status === 'EXTENDED_SUPPORT'
              ? 'extended'
              : 'unknown',
        ...(end ? { endOfStandardSupport: end.toISOString().slice(0, 10) } : {}),
      })
    }
    nextToken = answer.nextToken
  } while (nextToken)
  return found.toSorted((a, b) => minorOf(b.version) - minorOf(a.version))
}

function minorOf(version: string): number {
  return Number(version.split('.')[1] ?? 0)
}

import { findLocation } from '../resources/locations.ts'

/** A VM size with what AKS and quotas ask about it. */
export interface VmSize {
  readonly name: string
  /** Quota family as Compute usages name it. */
  readonly family: string
  readonly vcpus: number
  readonly memoryGb: number
  readonly maxPods?: number
  /** Regions that do not have the size; none by default. */
  readonly absent?: readonly string[]
}

function series(
  family: string,
  names: readonly (readonly [name: string, vcpus: number, memoryGb: number])[],
  absent: readonly string[] = [],
): VmSize[] {
  return names.map(([name, vcpus, memoryGb]) => ({
    name: `Standard_${name}`,
    family,
    vcpus,
    memoryGb,
    absent,
  }))
}

export const vmSizes: readonly VmSize[] = [
  ...series(
    'standardBsv2Family',
    [
      ['B2s_v2', 2, 8],
      ['B4s_v2', 4, 16],
    ],
    ['koreasouth'],
  ),
  ...series('standardBSFamily', [
    ['B2s', 2, 4],
    ['B2ms', 2, 8],
    ['B4ms', 4, 16],
  ]),
  ...series('standardDSv2Family', [
    ['DS2_v2', 2, 7],
    ['DS3_v2', 4, 14],
  ]),
  ...series('standardDSv3Family', [
    ['D2s_v3', 2, 8],
    ['D4s_v3', 4, 16],
    ['D8s_v3', 8, 32],
  ]),
  ...series(
    'standardDSv5Family',
    [
      ['D2s_v5', 2, 8],
      ['D4s_v5', 4, 16],
      ['D8s_v5', 8, 32],
      ['D16s_v5', 16, 64],
    ],
    ['koreasouth'],
  ),
  ...series(
    'standardDASv5Family',
    [
      ['D2as_v5', 2, 8],
      ['D4as_v5', 4, 16],
      ['D8as_v5', 8, 32],
    ],
    ['koreasouth', 'westus'],
  ),
  ...series(
    'standardDDSv5Family',
    [
      ['D4ds_v5', 4, 16],
      ['D8ds_v5', 8, 32],
    ],
    ['koreasouth'],
  ),
  ...series(
    'standardESv5Family',
    [
      ['E2s_v5', 2, 16],
      ['E4s_v5', 4, 32],
      ['E8s_v5', 8, 64],
    ],
    ['koreasouth'],
  ),
  ...series('standardFSv2Family', [
    ['F4s_v2', 4, 8],
    ['F8s_v2', 8, 16],
    ['F16s_v2', 16, 32],
  ]),
  ...series('standardDPSv5Family', [['D4ps_v5', 4, 16]], ['koreasouth', 'westus', 'centralindia']),
  ...series(
    'Standard NCASv3_T4 Family',
    [['NC4as_T4_v3', 4, 28]],
    ['koreasouth', 'westus', 'germanywestcentral'],
  ),
]

export function findVmSize(name: string): VmSize | undefined {
  return vmSizes.find((size) => size.name.toLowerCase() === name.toLowerCase())
}

export function isOffered(size: VmSize, location: string): boolean {
  return findLocation(location) !== undefined && !size.absent?.includes(location)
}

export const vmFamilies: readonly string[] = [...new Set(vmSizes.map((size) => size.family))]

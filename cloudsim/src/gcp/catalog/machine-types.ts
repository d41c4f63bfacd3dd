import { isZone, regionOf } from './regions.ts'

export interface MachineType {
  readonly name: string
  readonly vcpus: number
  readonly memoryMb: number
  readonly shared: boolean
  readonly arm: boolean
  /** Quota metric its vCPUs count against. */
  readonly quota: string
}

type Row = readonly [name: string, vcpus: number, memoryGb: number]

const FAMILIES: readonly { readonly quota: string; readonly rows: readonly Row[] }[] = [
  {
    quota: 'CPUS',
    rows: [
      ['e2-micro', 2, 1],
      ['e2-small', 2, 2],
      ['e2-medium', 2, 4],
      ['e2-standard-2', 2, 8],
      ['e2-standard-4', 4, 16],
      ['e2-standard-8', 8, 32],
      ['e2-standard-16', 16, 64],
      ['e2-highmem-4', 4, 32],
      ['e2-highcpu-8', 8, 8],
      ['n1-standard-1', 1, 3.75],
      ['n1-standard-2', 2, 7.5],
      ['n1-standard-4', 4, 15],
      ['t2d-standard-2', 2, 8],
      ['t2d-standard-4', 4, 16],
    ],
  },
  {
    quota: 'N2_CPUS',
    rows: [
      ['n2-standard-2', 2, 8],
      ['n2-standard-4', 4, 16],
      ['n2-standard-8', 8, 32],
      ['n2-highmem-4', 4, 32],
    ],
  },
  {
    quota: 'N2D_CPUS',
    rows: [
      ['n2d-standard-2', 2, 8],
      ['n2d-standard-4', 4, 16],
    ],
  },
  { quota: 'C2_CPUS', rows: [['c2-standard-4', 4, 16]] },
  {
    quota: 'C3_CPUS',
    rows: [
      ['c3-standard-4', 4, 16],
      ['c3-standard-8', 8, 32],
    ],
  },
  {
    quota: 'T2A_CPUS',
    rows: [
      ['t2a-standard-2', 2, 8],
      ['t2a-standard-4', 4, 16],
    ],
  },
]

const MACHINE_TYPES: ReadonlyMap<string, MachineType> = new Map(
  FAMILIES.flatMap(({ quota, rows }) =>
    rows.map(([name, vcpus, memoryGb]) => [
      name,
      {
        name,
        vcpus,
        memoryMb: memoryGb * 1024,
        shared: ['e2-micro', 'e2-small', 'e2-medium'].includes(name),
        arm: name.startsWith('t2a-'),
        quota,
      },
    ]),
  ),
)

/** Families that are not offered everywhere (Compute Engine's list of regions and zones). */
const LIMITED: Readonly<Record<string, readonly string[]>> = {
  't2a-': ['us-central1', 'europe-west4', 'asia-southeast1'],
  'c3-': [
    'us-central1',
    'us-east1',
    'us-east4',
    'us-west1',
    'europe-west1',
    'europe-west2',
    'europe-west3',
    'europe-west4',
    'asia-northeast1',
    'asia-southeast1',
  ],
}

export function machineTypesOf(zone: string): MachineType[] {
  if (!isZone(zone)) return []
  return [...MACHINE_TYPES.values()].filter(({ name }) =>
    Object.entries(LIMITED).every(
      ([prefix, regions]) => !name.startsWith(prefix) || regions.includes(regionOf(zone)),
    ),
  )
}

export const machineTypeIn = (zone: string, name: string): MachineType | undefined =>
  machineTypesOf(zone).find((type) => type.name === name)

export const machineType = (name: string): MachineType | undefined => MACHINE_TYPES.get(name)

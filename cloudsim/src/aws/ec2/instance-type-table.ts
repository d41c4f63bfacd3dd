export interface InstanceType {
  readonly name: string
  readonly vcpus: number
  readonly memoryMiB: number
  readonly architecture: 'x86_64' | 'arm64'
  readonly manufacturer: 'Intel' | 'AMD' | 'AWS'
  readonly clockGhz: number
  readonly network: string
  readonly maxInterfaces: number
  readonly addressesPerInterface: number
  readonly burstable: boolean
  readonly gpu?: string
}

type Processor = Pick<InstanceType, 'architecture' | 'manufacturer' | 'clockGhz'>

const intel: Processor = { architecture: 'x86_64', manufacturer: 'Intel', clockGhz: 3.1 }
const amd: Processor = { architecture: 'x86_64', manufacturer: 'AMD', clockGhz: 3.6 }
const graviton: Processor = { architecture: 'arm64', manufacturer: 'AWS', clockGhz: 2.6 }

function type(
  name: string,
  vcpus: number,
  memoryGiB: number,
  processor: Processor,
  network: string,
  maxInterfaces: number,
  addressesPerInterface: number,
): InstanceType {
  return {
    name,
    vcpus,
    memoryMiB: memoryGiB * 1024,
    ...processor,
    network,
    maxInterfaces,
    addressesPerInterface,
    burstable: name.startsWith('t'),
  }
}

const upTo5 = 'Up to 5 Gigabit'
const upTo10 = 'Up to 10 Gigabit'
const upTo12 = 'Up to 12.5 Gigabit'

/** vCPUs, memory, network and address limits as AWS publishes them for each type. */
export const instanceTypes: readonly InstanceType[] = [
  type('t3.micro', 2, 1, intel, upTo5, 2, 2),
  type('t3.small', 2, 2, intel, upTo5, 3, 4),
  type('t3.medium', 2, 4, intel, upTo5, 3, 6),
  type('t3.large', 2, 8, intel, upTo5, 3, 12),
  type('t3.xlarge', 4, 16, intel, upTo5, 4, 15),
  type('t3.2xlarge', 8, 32, intel, upTo5, 4, 15),
  type('t4g.small', 2, 2, graviton, upTo5, 3, 4),
  type('t4g.medium', 2, 4, graviton, upTo5, 3, 6),
  type('t4g.large', 2, 8, graviton, upTo5, 3, 12),
  type('m5.large', 2, 8, intel, upTo10, 3, 10),
  type('m5.xlarge', 4, 16, intel, upTo10, 4, 15),
  type('m5.2xlarge', 8, 32, intel, upTo10, 4, 15),
  type('m5.4xlarge', 16, 64, intel, upTo10, 8, 30),
  type('m6i.large', 2, 8, intel, upTo12, 3, 10),
  type('m6i.xlarge', 4, 16, intel, upTo12, 4, 15),
  type('m6a.large', 2, 8, amd, upTo12, 3, 10),
  type('m6g.large', 2, 8, graviton, upTo10, 3, 10),
  type('m7g.large', 2, 8, graviton, upTo12, 3, 10),
  type('m7g.xlarge', 4, 16, graviton, upTo12, 4, 15),
  type('m7i.large', 2, 8, intel, upTo12, 3, 10),
  type('m7i.xlarge', 4, 16, intel, upTo12, 4, 15),
  type('c5.large', 2, 4, intel, upTo10, 3, 10),
  type('c6i.xlarge', 4, 8, intel, upTo12, 4, 15),
  type('c7g.large', 2, 4, graviton, upTo12, 3, 10),
  type('r5.large', 2, 16, intel, upTo10, 3, 10),
  type('r6i.xlarge', 4, 32, intel, upTo12, 4, 15),
  { ...type('g4dn.xlarge', 4, 16, intel, 'Up to 25 Gigabit', 3, 10), gpu: 'T4' },
]

export function findInstanceType(name: string): InstanceType | undefined {
  return instanceTypes.find((each) => each.name === name)
}

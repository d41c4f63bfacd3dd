import type { Api } from '../api.ts'
import { AwsError } from '../aws-error.ts'
import type { Fields } from '../fields.ts'
import type { Answer, Operation } from '../operation.ts'
import { page } from '../paging.ts'
import { zonesOf } from '../regions.ts'
import { applyFilters } from './describe.ts'
import { type InstanceType, instanceTypes } from './instance-type-table.ts'

const describe = { mutating: false, bucket: 'ec2.describe' } as const

export const instanceTypeOperations: readonly Operation[] = [
  {
    ...describe,
    name: 'DescribeInstanceTypes',
    input: ['InstanceType', 'Filter', 'MaxResults', 'NextToken', 'DryRun'],
    run(api, input) {
      const names = input.strings('InstanceType')
      const unknown = names.filter((name) => !instanceTypes.some((type) => type.name === name))
      if (unknown.length > 0)
        throw new AwsError(
          'InvalidInstanceType',
          `The following supplied instance types do not exist: [${unknown.join(', ')}]`,
        )
      const listed = instanceTypes.filter(({ name }) => names.length === 0 || names.includes(name))
      const found = applyFilters(api, input, listed, {
        'instance-type': ({ name }) => name,
        'vcpu-info.default-vcpus': ({ vcpus }) => String(vcpus),
        'memory-info.size-in-mib': ({ memoryMiB }) => String(memoryMiB),
        'processor-info.supported-architecture': ({ architecture }) => architecture,
        'burstable-performance-supported': ({ burstable }) => String(burstable),
        'current-generation': () => 'true',
        'free-tier-eligible': ({ name }) => String(name === 't3.micro'),
        'bare-metal': () => 'false',
        hypervisor: () => 'nitro',
        'supported-usage-class': () => ['on-demand', 'spot'],
        'supported-root-device-type': () => 'ebs',
        'supported-virtualization-type': () => 'hvm',
      })
      const result = typePage(input, found, ({ name }) => name, 100)
      return { instanceTypeSet: result.items.map(renderType), nextToken: result.nextToken }
    },
  },
  {
    ...describe,
    name: 'DescribeInstanceTypeOfferings',
    input: ['LocationType', 'Filter', 'MaxResults', 'NextToken', 'DryRun'],
    run(api, input) {
      const locationType =
        input.oneOf('LocationType', ['region', 'availability-zone', 'availability-zone-id']) ??
        'region'
      const all = instanceTypes.flatMap(({ name }) =>
        locations(api, locationType).map((location) => ({
          instanceType: name,
          locationType,
          location,
        })),
      )
      const found = applyFilters(api, input, all, {
        'instance-type': ({ instanceType }) => instanceType,
        location: ({ location }) => location,
      })
      const result = typePage(
        input,
        found,
        ({ instanceType, location }) => `${instanceType} ${location}`,
        1000,
      )
      return { instanceTypeOfferingSet: result.items, nextToken: result.nextToken }
    },
  },
]

function typePage<T>(input: Fields, items: readonly T[], keyOf: (item: T) => string, max: number) {
  return page(items, keyOf, {
    limit: input.integer('MaxResults', 5, max),
    token: input.string('NextToken'),
    badToken: () => new AwsError('InvalidNextToken', 'The token is invalid'),
  })
}

function locations(api: Api, type: 'region' | 'availability-zone' | 'availability-zone-id') {
  if (type === 'region') return [api.region]
  const zones = zonesOf(api.account, api.region)
  return zones.map((zone) => (type === 'availability-zone' ? zone.name : zone.id))
}

function renderType(type: InstanceType): Answer {
  const threads = type.architecture === 'arm64' ? 1 : 2
  return {
    instanceType: type.name,
    currentGeneration: true,
    freeTierEligible: type.name === 't3.micro',
    supportedUsageClasses: ['on-demand', 'spot'],
    supportedRootDeviceTypes: ['ebs'],
    supportedVirtualizationTypes: ['hvm'],
    bareMetal: false,
    hypervisor: 'nitro',
    processorInfo: {
      supportedArchitectures: [type.architecture],
      sustainedClockSpeedInGhz: type.clockGhz,
      manufacturer: type.manufacturer,
    },
    vCpuInfo: {
      defaultVCpus: type.vcpus,
      defaultCores: type.vcpus / threads,
      defaultThreadsPerCore: threads,
    },
    memoryInfo: { sizeInMiB: type.memoryMiB },
    instanceStorageSupported: false,
    ebsInfo: {
      ebsOptimizedSupport: 'default',
      encryptionSupport: 'supported',
      nvmeSupport: 'required',
    },
    networkInfo: {
      networkPerformance: type.network,
      maximumNetworkInterfaces: type.maxInterfaces,
      maximumNetworkCards: 1,
      defaultNetworkCardIndex: 0,
      ipv4AddressesPerInterface: type.addressesPerInterface,
      ipv6AddressesPerInterface: type.addressesPerInterface,
      ipv6Supported: true,
      enaSupport: 'required',
      efaSupported: false,
    },
    gpuInfo: type.gpu
      ? {
          gpus: [
            { name: type.gpu, manufacturer: 'NVIDIA', count: 1, memoryInfo: { sizeInMiB: 16_384 } },
          ],
          totalGpuMemoryInMiB: 16_384,
        }
      : undefined,
    hibernationSupported: false,
    burstablePerformanceSupported: type.burstable,
    dedicatedHostsSupported: !type.burstable,
    autoRecoverySupported: true,
    supportedBootModes: ['legacy-bios', 'uefi'],
  }
}

import type { Api } from '../api.ts'
import { AwsError } from '../aws-error.ts'
import type { Fields } from '../fields.ts'
import type { Answer, Operation } from '../operation.ts'
import { quota } from '../quotas/quota-table.ts'
import { formatAddress } from './cidr.ts'
import { describeOperation, renderTags } from './describe.ts'
import { notFound } from './errors.ts'
import { type Address, addresses, type NetworkInterface, networkInterfaces } from './rows.ts'
import { tagsFor } from './tag-specifications.ts'

export const addressOperations: readonly Operation[] = [
  {
    name: 'AllocateAddress',
    input: ['Domain', 'NetworkBorderGroup', 'TagSpecification', 'DryRun'],
    mutating: true,
    bucket: 'ec2.mutate',
    run(api, input) {
      if (input.oneOf('Domain', ['vpc', 'standard']) === 'standard')
        throw new AwsError(
          'InvalidParameterValue',
          'Value (standard) for parameter domain is invalid.',
        )
      const tags = tagsFor(input, 'elastic-ip')
      if (api.rows(addresses).all().length >= quota(api, 'L-0263D0A3'))
        throw new AwsError(
          'AddressLimitExceeded',
          'The maximum number of addresses has been reached.',
        )
      const address: Address = {
        ...api.stamp(),
        id: api.newId('eipalloc'),
        tags,
        publicIp: newPublicIp(api),
      }
      api.rows(addresses).put(address)
      return {
        publicIp: address.publicIp,
        allocationId: address.id,
        publicIpv4Pool: 'amazon',
        networkBorderGroup: api.region,
        domain: 'vpc',
      }
    },
  },
  describeOperation<Address>({
    operation: 'DescribeAddresses',
    idParameter: 'AllocationId',
    parameters: ['PublicIp'],
    paginated: false,
    set: 'addressesSet',
    notFound: notFound.address,
    rows(api, input) {
      const wanted = input.strings('PublicIp')
      const visible = api.rows(addresses).visible()
      for (const ip of wanted)
        if (!visible.some(({ publicIp }) => publicIp === ip))
          throw new AwsError('InvalidAddress.NotFound', `Address '${ip}' not found.`)
      return visible.filter(({ publicIp }) => wanted.length === 0 || wanted.includes(publicIp))
    },
    filters: {
      'allocation-id': ({ id }) => id,
      'public-ip': ({ publicIp }) => publicIp,
      domain: () => 'vpc',
      'association-id': (address, api) => listedHolderOf(api, address.id)?.associationId,
      'network-interface-id': (address, api) => listedHolderOf(api, address.id)?.id,
      'private-ip-address': (address, api) => listedHolderOf(api, address.id)?.privateIp,
      'network-border-group': ({ region }) => region,
    },
    render: (address, api) => renderAddress(address, listedHolderOf(api, address.id)),
  }),
  {
    name: 'ReleaseAddress',
    input: ['AllocationId', 'PublicIp', 'NetworkBorderGroup', 'DryRun'],
    mutating: true,
    bucket: 'ec2.mutate',
    target: (input) => input.string('AllocationId'),
    run(api, input) {
      const address = addressOf(api, input)
      if (holderOf(api, address.id))
        throw new AwsError('InvalidIPAddress.InUse', `Address ${address.publicIp} is in use.`)
      api.rows(addresses).delete(address.id)
      return { return: true }
    },
  },
]

/** The network interface that has an Elastic IP address, if any. */
export function holderOf(api: Api, allocationId: string): NetworkInterface | undefined {
  return api
    .rows(networkInterfaces)
    .all()
    .find((each) => each.allocationId === allocationId)
}

const holders = new WeakMap<Api, ReadonlyMap<string, NetworkInterface>>()

/** The same for reads of many addresses: a thousand of them must not scan every interface a thousand times. */
function listedHolderOf(api: Api, allocationId: string): NetworkInterface | undefined {
  let known = holders.get(api)
  if (!known) {
    known = new Map(
      api
        .rows(networkInterfaces)
        .all()
        .map((each) => [each.allocationId ?? '', each]),
    )
    holders.set(api, known)
  }
  return known.get(allocationId)
}

/** An address of Amazon's public ranges that nobody has. */
export function newPublicIp(api: Api): string {
  const number = api.context.world.nextNumber()
  return formatAddress(52 * 2 ** 24 + ((number * 2_654_435) % 2 ** 24))
}

function addressOf(api: Api, input: Fields): Address {
  const id = input.string('AllocationId')
  const ip = input.string('PublicIp')
  if (id === undefined && ip === undefined) throw input.missing('AllocationId')
  const found = api
    .rows(addresses)
    .all()
    .find((address) => (id === undefined ? address.publicIp === ip : address.id === id))
  if (!found) throw notFound.address(id ?? ip ?? '')
  return found
}

function renderAddress(address: Address, holder: NetworkInterface | undefined): Answer {
  return {
    publicIp: address.publicIp,
    allocationId: address.id,
    domain: 'vpc',
    publicIpv4Pool: 'amazon',
    networkBorderGroup: address.region,
    associationId: holder?.associationId,
    networkInterfaceId: holder?.id,
    networkInterfaceOwnerId: holder?.account,
    privateIpAddress: holder?.privateIp,
    tagSet: renderTags(address.tags),
  }
}

import type { Api } from '../api.ts'
import { AwsError } from '../aws-error.ts'
import type { Fields } from '../fields.ts'
import type { Answer, Operation } from '../operation.ts'
import { quota } from '../quotas/quota-table.ts'
import { type Zone, zonesOf } from '../regions.ts'
import { contains, formatCidr, overlap, parseCidr } from './cidr.ts'
import { describeOperation, renderTags } from './describe.ts'
import { dependencyViolation, limitExceeded, notFound } from './errors.ts'
import { networkInterfaces, routeTables, type Subnet, subnets, type Vpc } from './rows.ts'
import { tagsFor } from './tag-specifications.ts'
import { vpcOf } from './vpc.ts'

const mutation = {
  mutating: true,
  bucket: 'ec2.mutate',
  target: (input: Fields) => input.string('SubnetId'),
} as const

/** EC2 keeps the first four addresses of a subnet and the last. */
const reservedAddresses = 5

export const subnetOperations: readonly Operation[] = [
  {
    ...mutation,
    name: 'CreateSubnet',
    input: [
      'VpcId!',
      'CidrBlock',
      'AvailabilityZone',
      'AvailabilityZoneId',
      'TagSpecification',
      'DryRun',
    ],
    target: (input) => input.string('CidrBlock'),
    run: (api, input) => ({ subnet: renderSubnet(createSubnet(api, input), 0) }),
  },
  describeSubnets(),
  {
    ...mutation,
    name: 'DeleteSubnet',
    input: ['SubnetId!', 'DryRun'],
    run(api, input) {
      const { id } = subnetOf(api, input)
      if (addressesUsed(api).has(id)) throw dependencyViolation('subnet', id)
      for (const table of api.rows(routeTables).all())
        if (table.associations.some(({ subnetId }) => subnetId === id))
          api.rows(routeTables).patch(table.id, {
            associations: table.associations.filter(({ subnetId }) => subnetId !== id),
          })
      api.rows(subnets).delete(id)
      return { return: true }
    },
  },
  {
    ...mutation,
    name: 'ModifySubnetAttribute',
    input: ['SubnetId!', 'MapPublicIpOnLaunch'],
    run(api, input) {
      const { id } = subnetOf(api, input)
      const mapPublicIp = input.fields('MapPublicIpOnLaunch')?.boolean('Value')
      if (mapPublicIp === undefined)
        throw new AwsError('MissingParameter', 'No attributes specified.')
      api.rows(subnets).patch(id, { mapPublicIp })
      return { return: true }
    },
  },
]

/** The subnet a call names, found also while describes do not show it yet. */
export function subnetOf(api: Api, input: Fields): Subnet {
  const id = input.required('SubnetId')
  const subnet = api.rows(subnets).find(id)
  if (!subnet) throw notFound.subnet(id)
  return subnet
}

/** Addresses in use per subnet id. */
export function addressesUsed(api: Api): ReadonlyMap<string, number> {
  const used = new Map<string, number>()
  for (const { subnetId } of api.rows(networkInterfaces).all())
    used.set(subnetId, (used.get(subnetId) ?? 0) + 1)
  return used
}

export function freeAddresses(subnet: Subnet, used: number): number {
  const block = parseCidr(subnet.cidr)
  return block ? 2 ** (32 - block.prefix) - reservedAddresses - used : 0
}

function describeSubnets(): Operation {
  const counts = new WeakMap<Api, ReadonlyMap<string, number>>()
  const usedIn = (api: Api, id: string) => {
    const known = counts.get(api) ?? addressesUsed(api)
    counts.set(api, known)
    return known.get(id) ?? 0
  }
  return describeOperation<Subnet>({
    operation: 'DescribeSubnets',
    idParameter: 'SubnetId',
    set: 'subnetSet',
    notFound: notFound.subnet,
    rows: (api) => api.rows(subnets).visible(),
    filters: {
      'subnet-id': ({ id }) => id,
      'vpc-id': ({ vpcId }) => vpcId,
      state: () => 'available',
      cidr: ({ cidr }) => cidr,
      'cidr-block': ({ cidr }) => cidr,
      cidrBlock: ({ cidr }) => cidr,
      'availability-zone': ({ zoneName }) => zoneName,
      availabilityZone: ({ zoneName }) => zoneName,
      'availability-zone-id': ({ zoneId }) => zoneId,
      'default-for-az': () => 'false',
      'map-public-ip-on-launch': ({ mapPublicIp }) => String(mapPublicIp),
      'available-ip-address-count': (subnet, api) =>
        String(freeAddresses(subnet, usedIn(api, subnet.id))),
    },
    render: (subnet, api) => renderSubnet(subnet, usedIn(api, subnet.id)),
  })
}

function createSubnet(api: Api, input: Fields): Subnet {
  const vpc = vpcOf(api, input)
  const text = input.required('CidrBlock')
  const others = api
    .rows(subnets)
    .all()
    .filter(({ vpcId }) => vpcId === vpc.id)
  const cidr = checkCidr(text, vpc, others)
  const zone = chooseZone(api, input, others)
  const tags = tagsFor(input, 'subnet')
  if (others.length >= quota(api, 'L-407747CB'))
    throw limitExceeded('SubnetLimitExceeded', 'subnets')
  const subnet: Subnet = {
    ...api.stamp(),
    id: api.newId('subnet'),
    tags,
    vpcId: vpc.id,
    cidr,
    zoneName: zone.name,
    zoneId: zone.id,
    mapPublicIp: false,
  }
  api.rows(subnets).put(subnet)
  return subnet
}

function checkCidr(text: string, vpc: Vpc, others: readonly Subnet[]): string {
  const block = parseCidr(text)
  if (!block)
    throw new AwsError(
      'InvalidParameterValue',
      `Value (${text}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`,
    )
  const outer = parseCidr(vpc.cidr)
  if (block.prefix < 16 || block.prefix > 28 || !outer || !contains(outer, block))
    throw new AwsError('InvalidSubnet.Range', `The CIDR '${text}' is invalid.`)
  for (const other of others) {
    const taken = parseCidr(other.cidr)
    if (taken && overlap(taken, block))
      throw new AwsError(
        'InvalidSubnet.Conflict',
        `The CIDR '${text}' conflicts with another subnet`,
      )
  }
  return formatCidr(block)
}

/** Without a wish EC2 chooses; here the zone with the fewest subnets of the VPC. */
function chooseZone(api: Api, input: Fields, others: readonly Subnet[]): Zone {
  const zones = zonesOf(api.account, api.region)
  const name = input.string('AvailabilityZone')
  const id = input.string('AvailabilityZoneId')
  if (name !== undefined && id !== undefined)
    throw new AwsError(
      'InvalidParameterCombination',
      'The parameters AvailabilityZone and AvailabilityZoneId cannot be used together',
    )
  const asked = name ?? id
  const count = (zone: Zone) => others.filter(({ zoneId }) => zoneId === zone.id).length
  const chosen =
    asked === undefined
      ? zones.toSorted((a, b) => count(a) - count(b))[0]
      : zones.find((zone) => zone.name === name || zone.id === id)
  if (chosen) return chosen
  const valid = zones.map((zone) => (name === undefined ? zone.id : zone.name)).join(', ')
  throw new AwsError(
    'InvalidParameterValue',
    `Value (${asked}) for parameter ${name === undefined ? 'availabilityZoneId' : 'availabilityZone'} is invalid. Subnets can currently only be created in the following availability zones: ${valid}.`,
  )
}

function renderSubnet(subnet: Subnet, used: number): Answer {
  return {
    subnetId: subnet.id,
    subnetArn: `arn:aws:ec2:${subnet.region}:${subnet.account}:subnet/${subnet.id}`,
    state: 'available',
    ownerId: subnet.account,
    vpcId: subnet.vpcId,
    cidrBlock: subnet.cidr,
    ipv6CidrBlockAssociationSet: [],
    assignIpv6AddressOnCreation: false,
    availableIpAddressCount: freeAddresses(subnet, used),
    availabilityZone: subnet.zoneName,
    availabilityZoneId: subnet.zoneId,
    defaultForAz: false,
    mapPublicIpOnLaunch: subnet.mapPublicIp,
    mapCustomerOwnedIpOnLaunch: false,
    enableDns64: false,
    ipv6Native: false,
    tagSet: renderTags(subnet.tags),
  }
}

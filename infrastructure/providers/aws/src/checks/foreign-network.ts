import type { RouteTable, Subnet } from '@aws-sdk/client-ec2'
import { cidrsOverlap, parseCidr, type Finding } from '@skyclust/domain'
import { isUsableZone } from '../account/places.ts'
import { subnetProblems } from './foreign-subnet.ts'
import type { Check, World } from './world.ts'

const VPC_POINTER = '/network/foreign/id'
const SUBNETS_POINTER = '/network/foreign/subnetIds'

/** A network SkyClust does not manage must let a cluster and its nodes come up: it is looked at, never changed. */
export const checkForeignNetwork: Check = async (world, signal) => {
  const choice = world.cluster?.spec.network
  if (!choice || !('foreign' in choice)) return []
  const { id, subnetIds } = choice.foreign
  const { aws } = world
  const [vpcs, subnets, tables] = await Promise.all([
    aws.ec2('ec2:DescribeVpcs', 'read', signal, (ec2, options) =>
      ec2.describeVpcs({ Filters: [{ Name: 'vpc-id', Values: [id] }] }, options),
    ),
    aws.ec2('ec2:DescribeSubnets', 'read', signal, (ec2, options) =>
      ec2.describeSubnets({ Filters: [{ Name: 'subnet-id', Values: [...subnetIds] }] }, options),
    ),
    aws.ec2('ec2:DescribeRouteTables', 'read', signal, (ec2, options) =>
      ec2.describeRouteTables({ Filters: [{ Name: 'vpc-id', Values: [id] }] }, options),
    ),
  ])
  const vpc = vpcs.Vpcs?.[0]
  if (!vpc)
    return [
      unfit(`There is no VPC ${id} in ${aws.region}.`, 'Name a VPC of this region.', VPC_POINTER),
    ]
  const found = subnets.Subnets ?? []
  return [
    ...missingSubnets(id, subnetIds, found),
    ...zoneProblems(found),
    ...found.flatMap((subnet) => subnetProblems(subnet, tableOf(subnet, tables.RouteTables ?? []))),
    ...serviceOverlap(world, vpc.CidrBlock ?? ''),
    ...(await dnsProblems(world, id, signal)),
  ]
}

function unfit(message: string, remedy: string, pointer: string): Finding {
  return { severity: 'error', code: 'network-unfit', message, remedy, pointer }
}

function missingSubnets(vpcId: string, asked: readonly string[], found: readonly Subnet[]) {
  return asked.flatMap((subnetId, index) => {
    const subnet = found.find((each) => each.SubnetId === subnetId)
    const pointer = `${SUBNETS_POINTER}/${index}`
    if (!subnet)
      return unfit(`There is no subnet ${subnetId} here.`, `Name subnets of ${vpcId}.`, pointer)
    if (subnet.VpcId === vpcId) return []
    return unfit(
      `Subnet ${subnetId} is in ${subnet.VpcId}, not in ${vpcId}.`,
      `Name subnets of ${vpcId}.`,
      pointer,
    )
  })
}

function zoneProblems(subnets: readonly Subnet[]): Finding[] {
  const zones = new Set(subnets.map((subnet) => subnet.AvailabilityZoneId ?? ''))
  const bad = subnets.filter((subnet) => !isUsableZone(subnet.AvailabilityZoneId ?? ''))
  const findings = bad.map((subnet) =>
    unfit(
      `EKS has no control planes in zone ${subnet.AvailabilityZone} (${subnet.AvailabilityZoneId}) of ${subnet.SubnetId}.`,
      'Leave this subnet out.',
      SUBNETS_POINTER,
    ),
  )
  if (zones.size >= 2) return findings
  return [
    ...findings,
    {
      severity: 'error',
      code: 'too-few-zones',
      message: 'The subnets are all in one zone; EKS needs subnets in two.',
      remedy: 'Name a subnet in another zone as well.',
      pointer: SUBNETS_POINTER,
    },
  ]
}

function serviceOverlap({ cluster }: World, vpcCidr: string): Finding[] {
  const service = parseCidr(cluster?.spec.serviceCidr ?? '')
  const vpc = parseCidr(vpcCidr)
  if (!service || !vpc || !cidrsOverlap(service, vpc)) return []
  return [
    {
      severity: 'error',
      code: 'cidr-overlap',
      message: `The service range ${cluster?.spec.serviceCidr} overlaps the VPC’s range ${vpcCidr}.`,
      remedy: 'Choose a range that does not overlap, or leave serviceCidr out: EKS then chooses.',
      pointer: '/serviceCidr',
    },
  ]
}

async function dnsProblems({ aws }: World, vpcId: string, signal: AbortSignal) {
  const read = (Attribute: 'enableDnsSupport' | 'enableDnsHostnames') =>
    aws.ec2('ec2:DescribeVpcAttribute', 'read', signal, (ec2, options) =>
      ec2.describeVpcAttribute({ VpcId: vpcId, Attribute }, options),
    )
  const [support, hostnames] = await Promise.all([
    read('enableDnsSupport'),
    read('enableDnsHostnames'),
  ])
  const off = [
    ...(support.EnableDnsSupport?.Value === true ? [] : ['DNS support']),
    ...(hostnames.EnableDnsHostnames?.Value === true ? [] : ['DNS host names']),
  ]
  if (off.length === 0) return []
  return [
    unfit(
      `${off.join(' and ')} of ${vpcId} ${off.length === 1 ? 'is' : 'are'} off: nodes could not register.`,
      'Turn on both DNS attributes of the VPC.',
      VPC_POINTER,
    ),
  ]
}

/** A subnet without an explicit association uses the VPC's main table. */
function tableOf(subnet: Subnet, tables: readonly RouteTable[]): RouteTable | undefined {
  return (
    tables.find((table) => table.Associations?.some((each) => each.SubnetId === subnet.SubnetId)) ??
    tables.find((table) => table.Associations?.some((each) => each.Main === true))
  )
}

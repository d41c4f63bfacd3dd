import type { RouteTable, Subnet } from '@aws-sdk/client-ec2'
import type { Finding } from '@skyclust/domain'
import { SUBNET_ROLE_TAGS } from '../network/subnet.spec.ts'
import { tagsOf } from '../tags.ts'

const POINTER = '/network/foreign/subnetIds'
/** https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html */
const REQUIRED_ADDRESSES = 6
const RECOMMENDED_ADDRESSES = 16

/** Free addresses, a way out, public addresses where that way is the internet gateway, tags for load balancers. */
export function subnetProblems(subnet: Subnet, table: RouteTable | undefined): readonly Finding[] {
  const way = defaultRoute(table)
  return [
    ...freeAddresses(subnet),
    ...wayOut(subnet, way),
    ...roleTag(subnet, way?.startsWith('igw-') === true),
  ]
}

function freeAddresses(subnet: Subnet): Finding[] {
  const free = subnet.AvailableIpAddressCount ?? 0
  if (free >= RECOMMENDED_ADDRESSES) return []
  return [
    {
      severity: free < REQUIRED_ADDRESSES ? 'error' : 'warning',
      code: 'network-unfit',
      message: `Subnet ${subnet.SubnetId} has ${free} free addresses; EKS needs ${REQUIRED_ADDRESSES} and recommends ${RECOMMENDED_ADDRESSES}, besides those of nodes and pods.`,
      remedy: 'Use a larger subnet or free addresses in this one.',
      pointer: POINTER,
    },
  ]
}

function wayOut(subnet: Subnet, way: string | undefined): Finding[] {
  if (way === undefined)
    return [
      {
        severity: 'warning',
        code: 'network-unfit',
        message: `Subnet ${subnet.SubnetId} has no working default route: nodes join only if the VPC has endpoints for EC2, ECR, STS and S3.`,
        remedy: 'Route 0.0.0.0/0 to a NAT gateway, or create the VPC endpoints.',
        pointer: POINTER,
      },
    ]
  if (!way.startsWith('igw-') || subnet.MapPublicIpOnLaunch === true) return []
  return [
    {
      severity: 'error',
      code: 'network-unfit',
      message: `Subnet ${subnet.SubnetId} goes out through an internet gateway but gives instances no public address: nodes there could not join.`,
      remedy: 'Turn on «auto-assign public IPv4 address», or use subnets behind a NAT gateway.',
      pointer: POINTER,
    },
  ]
}

function roleTag(subnet: Subnet, isPublic: boolean): Finding[] {
  const tag = SUBNET_ROLE_TAGS[isPublic ? 'public' : 'private']
  if (tagsOf(subnet.Tags)[tag] !== undefined) return []
  return [
    {
      severity: 'warning',
      code: 'network-unfit',
      message: `Subnet ${subnet.SubnetId} lacks the tag ${tag}: load balancers may not find it.`,
      remedy: `Tag it ${tag}=1.`,
      pointer: POINTER,
    },
  ]
}

/** The target of the route to everywhere, if it works. */
function defaultRoute(table: RouteTable | undefined): string | undefined {
  const route = table?.Routes?.find(
    (each) => each.DestinationCidrBlock === '0.0.0.0/0' && each.State !== 'blackhole',
  )
  return (
    route?.GatewayId ??
    route?.NatGatewayId ??
    route?.TransitGatewayId ??
    route?.NetworkInterfaceId ??
    route?.InstanceId
  )
}

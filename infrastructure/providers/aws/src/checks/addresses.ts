import {
  cidrContains,
  cidrSize,
  cidrsOverlap,
  parseCidr,
  type Finding,
  type Network,
} from '@skyclust/domain'
import { RESOURCE, tagsOf } from '../tags.ts'
import type { Check, World } from './world.ts'

/** AWS keeps the first four addresses of a subnet and the last one. */
const RESERVED_PER_SUBNET = 5
/** Addresses the VPC CNI usually takes per node for it and its pods. */
const USUAL_PER_NODE = 30
const SERVICE_SPACES = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].flatMap(
  (text) => parseCidr(text) ?? [],
)

export const checkAddresses: Check = async (world, signal) => {
  const findings = [...vpcSizes(world), ...podRange(world), ...serviceRange(world)]
  findings.push(...roomForNodes(world))
  for (const network of world.networks) findings.push(...(await otherVpcs(world, network, signal)))
  return findings
}

function cidrPointer({ cluster }: World): string {
  return cluster ? '/network/create/cidr' : '/cidr'
}

function vpcSizes(world: World): Finding[] {
  return world.networks.flatMap(({ spec }): Finding[] => {
    const cidr = parseCidr(spec.cidr)
    if (!cidr || cidr.prefix >= 16) return []
    return [
      {
        severity: 'error',
        code: 'cidr-forbidden',
        message: `A VPC is at most a /16; ${spec.cidr} is larger.`,
        remedy: 'Choose a /16 or a smaller range.',
        pointer: cidrPointer(world),
      },
    ]
  })
}

function podRange({ cluster }: World): Finding[] {
  if (cluster?.spec.podCidr === undefined) return []
  return [
    {
      severity: 'error',
      code: 'cidr-forbidden',
      message: 'On EKS pods take addresses of the subnets; there is no pod range of its own.',
      remedy: 'Leave podCidr out, and choose the network large enough.',
      pointer: '/podCidr',
    },
  ]
}

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_KubernetesNetworkConfigRequest.html */
function serviceRange({ cluster, networks, foundation }: World): Finding[] {
  const text = cluster?.spec.serviceCidr
  const cidr = text === undefined ? undefined : parseCidr(text)
  if (!cidr) return []
  const pointer = '/serviceCidr'
  const findings: Finding[] = []
  if (
    cidr.prefix < 12 ||
    cidr.prefix > 24 ||
    !SERVICE_SPACES.some((space) => cidrContains(space, cidr))
  )
    findings.push({
      severity: 'error',
      code: 'cidr-forbidden',
      message: `EKS does not take ${text} for services.`,
      remedy:
        'Choose a /12 to /24 inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16, such as 172.20.0.0/16.',
      pointer,
    })
  for (const network of [...networks, ...(foundation ? [foundation.network] : [])]) {
    const vpc = parseCidr(network.spec.cidr)
    if (vpc && cidrsOverlap(vpc, cidr))
      findings.push({
        severity: 'error',
        code: 'cidr-overlap',
        message: `The service range ${text} overlaps the network’s range ${network.spec.cidr}.`,
        remedy: 'Choose ranges that do not overlap, or leave serviceCidr out: EKS then chooses.',
        pointer,
      })
  }
  return findings
}

function roomForNodes(world: World): Finding[] {
  const inner = world.subnets.filter((s) => s.spec.access === 'private')
  const nodes = world.pools.reduce(
    (sum, { spec }) => sum + Math.max(spec.nodeCount, spec.autoscaling?.max ?? 0),
    0,
  )
  if (inner.length === 0 || nodes === 0) return []
  const room = inner.reduce((sum, { spec }) => {
    const cidr = parseCidr(spec.cidr)
    return sum + (cidr ? cidrSize(cidr) - RESERVED_PER_SUBNET : 0)
  }, 0)
  if (nodes * USUAL_PER_NODE <= room) return []
  return [
    {
      severity: nodes * 2 > room ? 'error' : 'warning',
      code: 'cidr-too-small',
      message: `The private subnets have ${room} addresses; ${nodes} nodes with their pods usually take ${nodes * USUAL_PER_NODE}.`,
      remedy: 'Choose a larger network range or fewer nodes.',
      pointer: cidrPointer(world),
    },
  ]
}

/** Legal, but the two can then never be peered or joined by a transit gateway. */
async function otherVpcs(
  world: World,
  network: Network,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const mine = parseCidr(network.spec.cidr)
  if (!mine) return []
  const answer = await world.aws.ec2('ec2:DescribeVpcs', 'read', signal, (ec2, options) =>
    ec2.describeVpcs({}, options),
  )
  const others = (answer.Vpcs ?? []).filter((vpc) => {
    const theirs = parseCidr(vpc.CidrBlock ?? '')
    return (
      theirs !== undefined &&
      cidrsOverlap(mine, theirs) &&
      tagsOf(vpc.Tags)[RESOURCE] !== network.rootId
    )
  })
  if (others.length === 0) return []
  const named = others.map((vpc) => `${vpc.VpcId} (${vpc.CidrBlock})`)
  return [
    {
      severity: 'warning',
      code: 'cidr-overlap',
      message: `${network.spec.cidr} overlaps ${named.join(', ')} in this region.`,
      remedy: 'Choose another range if the networks shall ever be connected.',
      pointer: cidrPointer(world),
    },
  ]
}

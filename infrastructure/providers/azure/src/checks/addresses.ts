import { cidrSize, clusterOf, type Finding, ofKind, parseCidr } from '@skyclust/domain'
import { objectAt, objectsAt, textAt, textsAt } from '../arm/document.ts'
import { ARM_TYPES } from '../arm/types.ts'
import { FORBIDDEN_RANGES, overlaps } from '../kubernetes/address-ranges.ts'
import { MANAGED_CLUSTER } from '../kubernetes/managed-cluster.spec.ts'
import type { CheckInput } from './check.ts'

/** Azure keeps five addresses of every subnet for itself. */
const RESERVED = 5
/** With CNI overlay every node takes a /24 of the pod range. */
const POD_ADDRESSES_PER_NODE = 256

/** Ranges: what AKS forbids, overlaps among ours and with what is in the account, and room for the nodes. */
export async function checkAddresses(input: CheckInput): Promise<readonly Finding[]> {
  const { tree } = input
  const network = ofKind(tree.resources, 'network')[0]
  const pointer = clusterOf(tree) ? '/network/create/cidr' : '/cidr'
  const others = network ? await otherNetworks(input) : []
  return [
    ...(network ? forbidden('network', network.spec.cidr, pointer) : []),
    ...others
      .filter((other) => network && overlaps(other.cidr, network.spec.cidr))
      .map((other): Finding => ({
        severity: 'warning',
        code: 'cidr-overlap',
        message: `The range ${network?.spec.cidr ?? ''} overlaps ${other.cidr} of the virtual network «${other.name}» in this subscription: the two can never be peered.`,
        remedy: 'Choose a range that nothing else uses, if they may have to talk to each other.',
        pointer,
      })),
    ...clusterRanges(input),
    ...roomForNodes(input),
  ]
}

export interface Ranges {
  readonly podCidr: string
  readonly serviceCidr: string
}

/** Pod and service ranges as the blueprint chose them. */
export function rangesOf({ declarations }: Pick<CheckInput, 'declarations'>): Ranges | undefined {
  const cluster = declarations.find((object) => object.type === MANAGED_CLUSTER)
  const profile = objectAt(cluster?.desired, 'body', 'properties', 'networkProfile')
  const podCidr = textAt(profile, 'podCidr')
  const serviceCidr = textAt(profile, 'serviceCidr')
  return podCidr !== undefined && serviceCidr !== undefined ? { podCidr, serviceCidr } : undefined
}

/** Overlaps of the cluster's ranges with those of its network. */
export function overlapsWithNetwork(
  ranges: Ranges,
  networkCidrs: readonly string[],
): readonly Finding[] {
  return (['podCidr', 'serviceCidr'] as const).flatMap((key) =>
    networkCidrs
      .filter((cidr) => overlaps(ranges[key], cidr))
      .map((cidr): Finding => ({
        severity: 'error',
        code: 'cidr-overlap',
        message: `The ${key === 'podCidr' ? 'pod' : 'service'} range ${ranges[key]} overlaps the network's range ${cidr}.`,
        remedy: `Choose another ${key}, one that lies outside the network.`,
        pointer: `/${key}`,
      })),
  )
}

function clusterRanges(input: CheckInput): readonly Finding[] {
  const ranges = rangesOf(input)
  if (!ranges) return []
  const { resources, foundation } = input.tree
  const networks = ofKind([...resources, ...(foundation?.resources ?? [])], 'network')
  const findings = [
    ...forbidden('pod', ranges.podCidr, '/podCidr'),
    ...forbidden('service', ranges.serviceCidr, '/serviceCidr'),
    ...overlapsWithNetwork(
      ranges,
      networks.map((network) => network.spec.cidr),
    ),
  ]
  if (overlaps(ranges.podCidr, ranges.serviceCidr))
    findings.push({
      severity: 'error',
      code: 'cidr-overlap',
      message: `The pod range ${ranges.podCidr} overlaps the service range ${ranges.serviceCidr}.`,
      remedy: 'Choose ranges that have nothing in common.',
      pointer: '/podCidr',
    })
  if ((parseCidr(ranges.serviceCidr)?.prefix ?? 32) < 12)
    findings.push({
      severity: 'error',
      code: 'cidr-forbidden',
      message: `AKS takes service ranges of /12 or smaller, not ${ranges.serviceCidr}.`,
      remedy: 'A /16 is plenty for services.',
      pointer: '/serviceCidr',
    })
  return findings
}

function roomForNodes(input: CheckInput): readonly Finding[] {
  const nodes = ofKind(input.tree.resources, 'node-pool')
    .filter((pool) => pool.deletionRequestedAt === undefined)
    .reduce((sum, pool) => sum + (pool.spec.autoscaling?.max ?? pool.spec.nodeCount), 0)
  const findings: Finding[] = []
  const podRange = parseCidr(rangesOf(input)?.podCidr ?? '')
  const podNodes = podRange ? Math.floor(cidrSize(podRange) / POD_ADDRESSES_PER_NODE) : Infinity
  if (podNodes < nodes)
    findings.push({
      severity: 'error',
      code: 'cidr-too-small',
      message: `The pod range has room for ${podNodes} nodes (a /24 each), and the pools may have ${nodes}.`,
      remedy: 'Choose a larger pod range, such as a /16 (256 nodes).',
      pointer: '/podCidr',
    })
  const { resources, foundation } = input.tree
  const subnet = ofKind([...resources, ...(foundation?.resources ?? [])], 'subnet')[0]
  const range = subnet && parseCidr(subnet.spec.cidr)
  // An upgrade adds a node before it takes one away.
  if (range && cidrSize(range) - RESERVED < nodes + 1)
    findings.push({
      severity: 'error',
      code: 'cidr-too-small',
      message: `Subnet ${subnet.spec.cidr} has ${cidrSize(range) - RESERVED} usable addresses, and ${nodes} nodes need ${nodes + 1} while they are upgraded.`,
      remedy: 'Choose a larger network range, or fewer nodes.',
      pointer: foundation ? '/network/networkId' : '/network/create/cidr',
    })
  return findings
}

function forbidden(what: string, cidr: string, pointer: string): readonly Finding[] {
  const range = FORBIDDEN_RANGES.find((candidate) => overlaps(candidate, cidr))
  if (range === undefined) return []
  return [
    {
      severity: 'error',
      code: 'cidr-forbidden',
      message: `The ${what} range ${cidr} overlaps ${range}, which AKS keeps for itself.`,
      remedy: 'Choose a range outside 169.254.0.0/16, 172.30.0.0/15 and 192.0.2.0/24.',
      pointer,
    },
  ]
}

async function otherNetworks({ arm, tree, signal }: CheckInput) {
  const type = ARM_TYPES['Microsoft.Network/virtualNetworks']
  const value = await arm.list({
    path: `/subscriptions/${arm.subscription}${type.list}`,
    apiVersion: type.apiVersion,
    bucket: type.listBucket,
    signal,
  })
  return objectsAt({ value }, 'value')
    .filter((item) => objectAt(item, 'tags')['skyclust-resource'] !== tree.root.id)
    .flatMap((item) =>
      textsAt(item, 'properties', 'addressSpace', 'addressPrefixes').map((cidr) => ({
        name: textAt(item, 'name') ?? '',
        cidr,
      })),
    )
}

import type { SubnetLayoutInput, SubnetPlan } from '@skyclust/application'
import {
  cidrsOverlap,
  type Cidr,
  DomainError,
  formatCidr,
  parseCidr,
  subCidr,
} from '@skyclust/domain'

/** Names of the alias ranges that clusters in our networks use. */
export const PODS_RANGE = 'pods'
export const SERVICES_RANGE = 'services'

/** 110 pods a node: twice that rounded up to a power of two, a /24 per node (GKE docs, IP address allocation). */
const NODE_POD_PREFIX = 24

/** Nodes whose pods fit into a pod range. */
export function nodesFor(podRange: Cidr): number {
  return Math.max(0, Math.floor(2 ** (NODE_POD_PREFIX - podRange.prefix)))
}

/** Where pods and services go when the network itself is too small for them: shared address space first (RFC 6598). */
const OUTSIDE = [
  { pods: '100.64.0.0/16', services: '100.65.0.0/20' },
  { pods: '172.20.0.0/16', services: '172.21.0.0/20' },
  { pods: '10.64.0.0/16', services: '10.65.0.0/20' },
]

/**
 * One regional subnet. Networks of /18 and larger are divided: nodes in the first eighth, services in a /20 (at most) after
 * it, pods in the upper half; smaller ones are all nodes, with alias ranges outside.
 */
export function subnetLayout(input: SubnetLayoutInput): readonly SubnetPlan[] {
  const network = parseCidr(input.networkCidr)
  if (!network)
    throw new DomainError('invalid', 'invalid-cidr', `«${input.networkCidr}» is no IPv4 CIDR.`)
  const divided = network.prefix <= 18
  const fixed = [input.podCidr, input.serviceCidr].flatMap((text) =>
    text ? (parseCidr(text) ?? []) : [],
  )
  const outside = OUTSIDE.find((pair) =>
    [pair.pods, pair.services].every((text) => {
      const range = parseCidr(text)
      return range !== undefined && ![network, ...fixed].some((other) => cidrsOverlap(range, other))
    }),
  )
  const inside = (prefix: number, index: number) => {
    const part = subCidr(network, prefix, index)
    return part === undefined ? undefined : formatCidr(part)
  }
  const nodes = divided ? inside(network.prefix + 3, 0) : input.networkCidr
  const servicePrefix = Math.max(20, network.prefix + 3)
  const pods = input.podCidr ?? (divided ? inside(network.prefix + 1, 1) : outside?.pods)
  const services =
    input.serviceCidr ??
    (divided ? inside(servicePrefix, 2 ** (servicePrefix - network.prefix - 3)) : outside?.services)
  if (nodes === undefined || pods === undefined || services === undefined)
    throw new DomainError(
      'invalid',
      'cidr-overlap',
      `There is no room for pods and services beside ${input.networkCidr}; name podCidr and serviceCidr.`,
    )
  return [
    {
      name: 'nodes',
      cidr: nodes,
      access: 'private',
      nat: true,
      secondaryRanges: [
        { name: PODS_RANGE, cidr: pods },
        { name: SERVICES_RANGE, cidr: services },
      ],
    },
  ]
}

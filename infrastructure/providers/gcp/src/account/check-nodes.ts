import {
  cidrsOverlap,
  type Cluster,
  type Finding,
  type NodePool,
  ofKind,
  parseCidr,
  type ResourceTree,
  type Subnet,
} from '@skyclust/domain'
import { spreadNodes } from '../kubernetes/node-spread.ts'
import type { Site } from '../location.ts'
import { nodesFor, PODS_RANGE, SERVICES_RANGE } from '../network/layout.ts'
import { error, warning } from './findings.ts'

/** GKE counts nodes per zone: totals that do not divide end up in fewer zones. */
export function spreadFindings(pools: readonly NodePool[], site: Site): readonly Finding[] {
  return pools.flatMap(({ name, spec }, index) => {
    const { zones } = spreadNodes(spec, site.zones)
    if (zones.length === site.zones.length) return []
    const even = Math.ceil(spec.nodeCount / site.zones.length) * site.zones.length
    return [
      warning({
        code: 'nodes-uneven',
        message: `${spec.nodeCount} nodes do not divide over ${site.zones.length} zones: pool «${name}» uses ${zones.join(', ')} only.`,
        remedy: `Use ${even} nodes to stand in all zones.`,
        pointer: `/nodePools/${index}/spec/nodeCount`,
      }),
    ]
  })
}

/** Most nodes the pools may grow to, with one more each while they are upgraded. */
export function mostNodes(pools: readonly NodePool[]): number {
  return pools.reduce((sum, { spec }) => sum + (spec.autoscaling?.max ?? spec.nodeCount) + 1, 0)
}

/** The managed subnet has addresses for all nodes and their pods. */
export function spaceFindings(
  tree: ResourceTree,
  cluster: Cluster,
  pools: readonly NodePool[],
): readonly Finding[] {
  const subnet = nodeSubnet(tree, cluster)
  if (!subnet) return []
  const pods = subnet.spec.secondaryRanges.find((r) => r.name === PODS_RANGE)?.cidr
  return rangeFindings({ nodes: subnet.spec.cidr, pods }, mostNodes(pools), {
    nodes: '/network/create/cidr',
    pods: cluster.spec.podCidr === undefined ? '/network/create/cidr' : '/podCidr',
  })
}

function nodeSubnet(tree: ResourceTree, cluster: Cluster): Subnet | undefined {
  const wanted = cluster.spec.network
  if (!('networkId' in wanted)) return undefined
  return ofKind([...tree.resources, ...(tree.foundation?.resources ?? [])], 'subnet').find(
    (s) => s.ownerId === wanted.networkId && s.spec.access === 'private',
  )
}

/** Nodes, pods and services may lie in one network, but not on the same addresses (VPC: ranges of subnets are disjoint). */
export function overlapFindings(tree: ResourceTree, cluster: Cluster): readonly Finding[] {
  const subnet = nodeSubnet(tree, cluster)
  if (!subnet) return []
  const alias = (name: string) => subnet.spec.secondaryRanges.find((r) => r.name === name)?.cidr
  const own = tree.foundation === undefined
  const asked = [
    { field: 'podCidr', what: 'pod', text: alias(PODS_RANGE), wish: cluster.spec.podCidr },
    {
      field: 'serviceCidr',
      what: 'service',
      text: alias(SERVICES_RANGE),
      wish: cluster.spec.serviceCidr,
    },
  ]
  // A network that stands has its pod range, and its clusters get services from Google's own; wishes cannot be heard.
  if (!own)
    return asked.flatMap(({ field, what, text, wish }) =>
      wish === undefined || (wish === text && field === 'podCidr')
        ? []
        : [
            error({
              code: 'network-unfit',
              message: `A cluster on a network that stands cannot have a ${what} range of its own, ${wish}.`,
              remedy: `Leave ${field} out, or let the cluster make a network of its own.`,
              pointer: `/${field}`,
            }),
          ],
    )
  const ranges = [
    ...asked,
    { field: 'network/create/cidr', what: 'node', text: subnet.spec.cidr, wish: undefined },
  ].flatMap((range) => {
    const cidr = parseCidr(range.text ?? '')
    return cidr ? [{ ...range, cidr }] : []
  })
  return ranges.flatMap((a, index) =>
    ranges
      .slice(index + 1)
      .filter((b) => cidrsOverlap(a.cidr, b.cidr))
      .map((b) =>
        error({
          code: 'cidr-overlap',
          message: `The ${a.what} range ${a.text} overlaps the ${b.what} range ${b.text}.`,
          remedy: 'Choose ranges that do not share addresses, or leave them out.',
          pointer: `/${a.wish === undefined ? b.field : a.field}`,
        }),
      ),
  )
}

/** Whether the ranges hold so many nodes: four addresses of a subnet are Google's, a node's pods take a /24. */
export function rangeFindings(
  ranges: { readonly nodes: string | undefined; readonly pods: string | undefined },
  nodes: number,
  pointers: { readonly nodes: string; readonly pods: string },
): readonly Finding[] {
  const primary = ranges.nodes === undefined ? undefined : parseCidr(ranges.nodes)
  const pods = ranges.pods === undefined ? undefined : parseCidr(ranges.pods)
  const findings: Finding[] = []
  if (primary && nodes > 2 ** (32 - primary.prefix) - 4)
    findings.push(
      error({
        code: 'cidr-too-small',
        message: `The subnet range ${ranges.nodes} has ${2 ** (32 - primary.prefix) - 4} usable addresses; the pools may grow to ${nodes} nodes while they are upgraded.`,
        remedy: 'Use a larger network, or fewer nodes.',
        pointer: pointers.nodes,
      }),
    )
  if (pods && nodes > nodesFor(pods))
    findings.push(
      error({
        code: 'cidr-too-small',
        message: `The pod range ${ranges.pods} is enough for ${nodesFor(pods)} nodes (a /24 each); the pools may grow to ${nodes} while they are upgraded.`,
        remedy: 'Use a larger pod range or network, or fewer nodes.',
        pointer: pointers.pods,
      }),
    )
  return findings
}

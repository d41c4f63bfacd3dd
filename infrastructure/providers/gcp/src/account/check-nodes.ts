import {
  type Cluster,
  type Finding,
  type NodePool,
  ofKind,
  parseCidr,
  type ResourceTree,
} from '@skyclust/domain'
import { spreadNodes } from '../kubernetes/node-spread.ts'
import type { Site } from '../location.ts'
import { nodesFor, PODS_RANGE } from '../network/layout.ts'
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
  const wanted = cluster.spec.network
  if (!('networkId' in wanted)) return []
  const subnet = ofKind([...tree.resources, ...(tree.foundation?.resources ?? [])], 'subnet').find(
    (s) => s.ownerId === wanted.networkId && s.spec.access === 'private',
  )
  if (!subnet) return []
  const pods = subnet.spec.secondaryRanges.find((r) => r.name === PODS_RANGE)?.cidr
  return rangeFindings({ nodes: subnet.spec.cidr, pods }, mostNodes(pools), {
    nodes: '/network/create/cidr',
    pods: cluster.spec.podCidr === undefined ? '/network/create/cidr' : '/podCidr',
  })
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

import type { NodePoolSpec } from '@skyclust/domain'

/** GKE counts nodes per zone: how a total over all zones is expressed. */
export interface NodeSpread {
  readonly zones: readonly string[]
  readonly perZone: number
}

/**
 * The most zones over which the total divides evenly. An autoscaled pool uses all of them when its maximum allows one
 * node count per zone that is not below the total asked for.
 */
export function spreadNodes(
  spec: Pick<NodePoolSpec, 'nodeCount' | 'autoscaling'>,
  zones: readonly string[],
): NodeSpread {
  if (spec.autoscaling) {
    const perZone = Math.ceil(spec.nodeCount / zones.length)
    if (perZone * zones.length <= spec.autoscaling.max) return { zones, perZone }
  }
  let used = zones.length
  while (spec.nodeCount % used !== 0) used -= 1
  return { zones: zones.slice(0, used), perZone: spec.nodeCount / used }
}

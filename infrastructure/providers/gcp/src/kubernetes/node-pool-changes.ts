import type { FieldChange, JsonObject } from '@skyclust/domain'

/** Size of a pool as observed. */
export interface PoolSize {
  readonly nodesPerZone: number
  readonly locations: readonly string[]
  readonly autoscaling: {
    readonly enabled: boolean
    readonly totalMinNodeCount: number
    readonly totalMaxNodeCount: number
  }
}

/** What can change on a pool: its limits when it scales by itself, else its nodes per zone and its zones. */
export function sizeChanges(wanted: JsonObject, fields: JsonObject): readonly FieldChange[] {
  const seen = fields as unknown as PoolSize
  const desired = (wanted['autoscaling'] ?? {
    enabled: false,
  }) as unknown as PoolSize['autoscaling']
  const limits = {
    path: 'autoscaling',
    desired: limitsOf(desired),
    observed: limitsOf(seen.autoscaling),
  }
  const limitsDiffer = JSON.stringify(limits.desired) !== JSON.stringify(limits.observed)
  if (desired.enabled) return limitsDiffer ? [limits] : []
  return [...(limitsDiffer ? [limits] : []), ...nodeChanges(wanted, seen)]
}

function limitsOf(autoscaling: PoolSize['autoscaling']) {
  if (!autoscaling.enabled) return { enabled: false }
  return {
    enabled: true,
    totalMinNodeCount: autoscaling.totalMinNodeCount,
    totalMaxNodeCount: autoscaling.totalMaxNodeCount,
  }
}

function nodeChanges(wanted: JsonObject, seen: PoolSize): readonly FieldChange[] {
  const perZone = Number(wanted['initialNodeCount'] ?? 0)
  const zones = wanted['locations'] as readonly string[] | undefined
  const sameZones =
    zones === undefined || [...zones].toSorted().join() === [...seen.locations].toSorted().join()
  return [
    ...(perZone === seen.nodesPerZone
      ? []
      : [{ path: 'nodesPerZone', desired: perZone, observed: seen.nodesPerZone }]),
    ...(sameZones ? [] : [{ path: 'locations', desired: zones, observed: seen.locations }]),
  ]
}

import { dependenciesOf, topologicalOrder } from './graph.ts'
import type { ObjectDeclaration, ObjectId } from './object.ts'

/** When to look at something the cloud works on: first after `firstSeconds`, then every `stepSeconds`. */
export interface LookRhythm {
  readonly firstSeconds: number
  readonly stepSeconds: number
}

/** Share of the usual total time that may be lost by looking too late, over the whole critical path. */
const LOST_SHARE = 0.015
const SHORTEST_STEP_SECONDS = 1

/** Usual seconds from the start of an object until everything that depends on it is ready: what waiting for it costs. */
export function remainingSeconds(
  declarations: readonly ObjectDeclaration[],
): ReadonlyMap<ObjectId, number> {
  const order = topologicalOrder(declarations)
  const after = new Map<ObjectId, number>()
  for (const d of order.toReversed()) {
    const tail = (after.get(d.id) ?? 0) + usualMiddle(d)
    after.set(d.id, tail)
    for (const id of dependenciesOf(d)) after.set(id, Math.max(after.get(id) ?? 0, tail))
  }
  return after
}

function usualMiddle(d: ObjectDeclaration): number {
  if (d.usualSeconds === undefined || d.createdWith !== undefined) return 0
  return (d.usualSeconds.min + d.usualSeconds.max) / 2
}

/**
 * Spreads the looks over the graph so that all together lose at most `LOST_SHARE` of the usual total time with the fewest
 * calls. An object whose duration spreads over `range` seconds costs range / (2·step) looks and loses step / 2 seconds on
 * average; minimising the looks for a given loss (Lagrange) makes each step proportional to the square root of its range.
 * What is not on the critical path is first looked at when it could begin to hold something up.
 */
export function lookPlan(
  declarations: readonly ObjectDeclaration[],
): ReadonlyMap<ObjectId, LookRhythm> {
  const order = topologicalOrder(declarations)
  const remaining = remainingSeconds(declarations)
  const finish = new Map<ObjectId, number>()
  for (const d of order)
    finish.set(
      d.id,
      Math.max(0, ...dependenciesOf(d).map((id) => finish.get(id) ?? 0)) + usualMiddle(d),
    )
  const total = Math.max(1, ...finish.values())
  const slackOf = (d: ObjectDeclaration) =>
    total - (finish.get(d.id) ?? 0) - (remaining.get(d.id) ?? 0) + usualMiddle(d)
  const slow = order.filter((d) => d.usualSeconds !== undefined)
  const rangeOf = (d: ObjectDeclaration) =>
    Math.max(1, (d.usualSeconds?.max ?? 0) - (d.usualSeconds?.min ?? 0))
  const roots = slow
    .filter((d) => slackOf(d) < 1)
    .reduce((sum, d) => sum + Math.sqrt(rangeOf(d)), 0)
  const scale = (2 * LOST_SHARE * total) / Math.max(1, roots)
  return new Map(
    slow.map((d) => {
      const { min, max } = d.usualSeconds ?? { min: 0, max: 0 }
      const patience = Math.min(max - min, Math.max(0, slackOf(d)))
      const step = Math.max(SHORTEST_STEP_SECONDS, scale * Math.sqrt(rangeOf(d)))
      return [d.id, { firstSeconds: min + patience, stepSeconds: Math.max(step, patience / 4) }]
    }),
  )
}

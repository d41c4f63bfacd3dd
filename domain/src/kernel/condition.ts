import { z } from 'zod'

/** As Kubernetes API conventions define them (https://github.com/kubernetes/community, api-conventions.md, «conditions»). */
export const Condition = z.object({
  type: z.enum(['Ready', 'Progressing', 'Blocked', 'Deleting']),
  status: z.enum(['True', 'False', 'Unknown']),
  reason: z.string(),
  message: z.string(),
  lastTransitionTime: z.string(),
  observedGeneration: z.number().int(),
})
export type Condition = z.infer<typeof Condition>

/** Replaces the condition of the same type; the transition time moves only when the status changes. */
export function withCondition(conditions: readonly Condition[], next: Condition): Condition[] {
  const before = conditions.find((c) => c.type === next.type)
  const kept =
    before?.status === next.status
      ? { ...next, lastTransitionTime: before.lastTransitionTime }
      : next
  return [...conditions.filter((c) => c.type !== next.type), kept].toSorted((a, b) =>
    a.type < b.type ? -1 : 1,
  )
}

export function conditionOf(
  conditions: readonly Condition[],
  type: Condition['type'],
): Condition | undefined {
  return conditions.find((c) => c.type === type)
}

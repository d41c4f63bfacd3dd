import { z } from 'zod'

/** Label keys and values as Kubernetes writes them. */
const Key = z.string().min(1).max(63)
const Value = z.string().max(63)

/**
 * A Kubernetes label selector: all requirements must hold. `NotIn` and `DoesNotExist` hold where the label is missing, as
 * in Kubernetes (https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/).
 */
export const LabelSelector = z
  .strictObject({
    matchLabels: z.record(Key, Value).optional(),
    matchExpressions: z
      .array(
        z.discriminatedUnion('operator', [
          z.strictObject({
            key: Key,
            operator: z.enum(['In', 'NotIn']),
            values: z.array(Value).min(1).max(50),
          }),
          z.strictObject({ key: Key, operator: z.enum(['Exists', 'DoesNotExist']) }),
        ]),
      )
      .max(20)
      .optional(),
  })
  .refine(
    (s) => Object.keys(s.matchLabels ?? {}).length + (s.matchExpressions?.length ?? 0) > 0,
    'must have at least one requirement',
  )
export type LabelSelector = z.infer<typeof LabelSelector>

export type LabelSet = Readonly<Record<string, string>>

export function selectorMatches(selector: LabelSelector, labels: LabelSet): boolean {
  for (const [key, value] of Object.entries(selector.matchLabels ?? {}))
    if (valueOf(labels, key) !== value) return false
  return (selector.matchExpressions ?? []).every((requirement) => {
    const value = valueOf(labels, requirement.key)
    switch (requirement.operator) {
      case 'In':
        return value !== undefined && requirement.values.includes(value)
      case 'NotIn':
        return value === undefined || !requirement.values.includes(value)
      case 'Exists':
        return value !== undefined
      case 'DoesNotExist':
        return value === undefined
    }
    return requirement satisfies never
  })
}

/** The selector as `kubectl -l` takes it, e.g. `env=dev,tier in (db,web),!legacy`. */
export function selectorText(selector: LabelSelector): string {
  const equal = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`)
  const others = (selector.matchExpressions ?? []).map((requirement) => {
    switch (requirement.operator) {
      case 'In':
        return `${requirement.key} in (${requirement.values.join(',')})`
      case 'NotIn':
        return `${requirement.key} notin (${requirement.values.join(',')})`
      case 'Exists':
        return requirement.key
      case 'DoesNotExist':
        return `!${requirement.key}`
    }
    return requirement satisfies never
  })
  return [...equal, ...others].join(',')
}

/** Own properties only: a label called `constructor` is a label. */
function valueOf(labels: LabelSet, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined
}

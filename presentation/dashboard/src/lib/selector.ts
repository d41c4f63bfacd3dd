import type { Permissions } from '@skyclust/api-client'

/** Which labels a resource must have for a permission to hold on it. */
export type Selector = Exclude<Permissions['permissions'][number]['scope'], 'all'>[number]
export type Requirement = NonNullable<Selector['matchExpressions']>[number]

/** The selector as `kubectl -l` takes it, e.g. `env=dev,tier in (db,web),!legacy`. */
export function selectorText(selector: Selector): string {
  const equal = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`)
  return [...equal, ...(selector.matchExpressions ?? []).map(requirementText)].join(',')
}

function requirementText(requirement: Requirement): string {
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
}

/** Whether something with these labels is selected, as the server decides it. */
export function selects(selector: Selector, labels: Readonly<Record<string, string>>): boolean {
  const valueOf = (key: string) => (Object.hasOwn(labels, key) ? labels[key] : undefined)
  const isEqual = Object.entries(selector.matchLabels ?? {}).every(
    ([key, value]) => valueOf(key) === value,
  )
  return (
    isEqual &&
    (selector.matchExpressions ?? []).every((requirement) => {
      const value = valueOf(requirement.key)
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
  )
}

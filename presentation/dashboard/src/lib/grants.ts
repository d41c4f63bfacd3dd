import type { Permissions, Role } from '@skyclust/api-client'
import type { Permission } from './permissions.ts'
import type { Selector } from './selector.ts'

export type Grant = Role['grants'][number]
type Ruling = Permissions['permissions'][number]

/**
 * What of the grants goes beyond what the reader may do, as the server judges it: nobody grants or takes away what they
 * lack, and what they have by labels they hand on with the same labels only.
 */
export function beyondOwn(
  rulings: readonly Ruling[],
  grants: readonly Grant[],
): readonly Permission[] {
  const missing = grants.flatMap(({ permissions, selector }) =>
    permissions.filter((permission) => {
      const scope = rulings.find((ruling) => ruling.permission === permission)?.scope ?? []
      if (scope === 'all') return false
      if (selector === undefined) return true
      const wanted = canonical(selector)
      return !scope.some((own) => canonical(own) === wanted)
    }),
  )
  return [...new Set(missing)]
}

/** Equal text for equal selectors, whatever the order of their members. */
export function canonical(selector: Selector): string {
  return JSON.stringify(selector, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
}

export type Reach = 'all' | 'labels' | 'none'

/** Whether the grants give the permission everywhere, on labelled resources, or not at all. */
export function reachOf(grants: readonly Grant[], permission: Permission): Reach {
  const giving = grants.filter(({ permissions }) => permissions.includes(permission))
  if (giving.length === 0) return 'none'
  return giving.some(({ selector }) => selector === undefined) ? 'all' : 'labels'
}

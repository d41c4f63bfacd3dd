import { z } from 'zod'
import { canonicalJson } from '../kernel/json.ts'
import { type LabelSet, LabelSelector, selectorMatches } from './label-selector.ts'
import {
  type BuiltInRole,
  LABEL_SCOPED_PERMISSIONS,
  ROLE_PERMISSIONS,
  WORKSPACE_PERMISSIONS,
  type WorkspacePermission,
} from './permissions.ts'

/** Permissions, everywhere in the workspace or only on resources whose labels match. */
export const Grant = z
  .strictObject({
    permissions: z.array(z.enum(WORKSPACE_PERMISSIONS)).min(1),
    selector: LabelSelector.optional(),
  })
  .refine(
    ({ permissions, selector }) =>
      selector === undefined || permissions.every((p) => LABEL_SCOPED_PERMISSIONS.includes(p)),
    'a label selector fits only permissions on clusters, networks and events',
  )
export type Grant = z.infer<typeof Grant>

/** What a principal may do in one workspace; made once per sign-in and workspace, asked on every request. */
export interface Access {
  /** Every permission that some grant lists, also those on labelled resources only. */
  readonly permissions: ReadonlySet<WorkspacePermission>
  /** Whether the permission is granted at all; what it is needed on is judged by `allows`. */
  has(permission: WorkspacePermission): boolean
  /** Whether the permission is granted on something with these labels. */
  allows(permission: WorkspacePermission, labels: LabelSet): boolean
  /** On which resources it is granted: on all, or on those one of the selectors matches (none: on no resource). */
  scope(permission: WorkspacePermission): 'all' | readonly LabelSelector[]
}

/** The grants as a table by permission; a decision costs a look-up and, where labels count, their comparison. */
export function accessOf(grants: readonly Grant[]): Access {
  const scopes = new Map<WorkspacePermission, 'all' | LabelSelector[]>()
  for (const { permissions, selector } of grants)
    for (const permission of permissions) {
      const known = scopes.get(permission)
      if (known === 'all') continue
      if (selector === undefined) scopes.set(permission, 'all')
      else if (known) known.push(selector)
      else scopes.set(permission, [selector])
    }
  return {
    permissions: new Set(scopes.keys()),
    has: (permission) => scopes.has(permission),
    allows(permission, labels) {
      const scope = scopes.get(permission)
      if (scope === undefined || scope === 'all') return scope === 'all'
      return scope.some((selector) => selectorMatches(selector, labels))
    },
    scope: (permission) => scopes.get(permission) ?? [],
  }
}

/** The part of the access that the scopes of an API key leave. */
export function narrowed(access: Access, scopes: readonly WorkspacePermission[]): Access {
  const left = new Set(scopes.filter((p) => access.has(p)))
  return {
    permissions: left,
    has: (permission) => left.has(permission),
    allows: (permission, labels) => left.has(permission) && access.allows(permission, labels),
    scope: (permission) => (left.has(permission) ? access.scope(permission) : []),
  }
}

export function grantsOf(role: BuiltInRole): readonly Grant[] {
  return [{ permissions: [...ROLE_PERMISSIONS[role]] }]
}

/**
 * What of the grants goes beyond the access: nobody grants what they lack. A permission that is held on labelled
 * resources only can be handed on with exactly one of the same selectors.
 */
export function beyond(access: Access, grants: readonly Grant[]): readonly WorkspacePermission[] {
  const missing = grants.flatMap(({ permissions, selector }) =>
    permissions.filter((permission) => {
      const scope = access.scope(permission)
      if (scope === 'all') return false
      if (selector === undefined) return true
      // A stored selector comes back with its members in another order.
      const wanted = canonicalJson(selector)
      return !scope.some((own) => canonicalJson(own) === wanted)
    }),
  )
  return [...new Set(missing)]
}

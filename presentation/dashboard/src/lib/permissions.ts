'use client'
import { getPermissions, type Permissions } from '@skyclust/api-client'
import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { ApiError, call } from './api.ts'
import { meQuery, useWorkspace } from './queries.ts'
import { useRoute } from './route.ts'
import { selectorText, selects } from './selector.ts'

export type Permission = Permissions['permissions'][number]['permission']
type Ruling = Permissions['permissions'][number]
type Labels = Readonly<Record<string, string>>

/** What the reader may do in a workspace. The event stream tells when it changes. */
export const permissionsQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['ws', workspaceId, 'permissions'],
    queryFn: () => call(getPermissions({ path: { workspaceId } })),
    staleTime: Number.POSITIVE_INFINITY,
  })

/** Asks anew what the reader may do, in which workspaces. */
export async function refreshRights(client: QueryClient): Promise<void> {
  await Promise.all([
    client.invalidateQueries(meQuery),
    client.invalidateQueries({
      predicate: ({ queryKey }) => queryKey[0] === 'ws' && queryKey[2] === 'permissions',
    }),
  ])
}

const TELLING: ReadonlySet<string> = new Set([
  'permission-denied',
  'access-ended',
  'workspace-archived',
  'beyond-own-access',
])

/** A refusal that says that what the page believed about permissions is old. */
export function tellsOfRights(error: unknown): boolean {
  return error instanceof ApiError && TELLING.has(error.code)
}

export interface Rights {
  /** False until the server has answered. */
  readonly isKnown: boolean
  readonly rulings: readonly Ruling[]
  /** With labels: on a resource that has them. */
  may(permission: Permission, labels?: Labels): boolean
  /** Why not, in the reader's language; undefined = allowed. */
  why(permission: Permission, labels?: Labels): string | undefined
}

/** What the reader may do in the workspace of the URL. */
export function useRights(): Rights {
  const t = useTranslations('permission')
  const { ws } = useRoute()
  const nameOf = usePermissionName()
  const roleNameOf = useRoleName()
  const workspace = useWorkspace(ws)
  const { data, error } = useQuery({ ...permissionsQuery(ws), enabled: ws !== '' })
  // Who may not even ask has a role of the workspace's own that allows nothing of use here.
  const isRefused = error instanceof ApiError && error.status === 403
  const rulings = isRefused ? [] : (data?.permissions ?? [])
  const isKnown = isRefused || data !== undefined
  const why = (permission: Permission, labels?: Labels) => {
    if (!isKnown) return t('checking')
    const ruling = rulings.find((each) => each.permission === permission)
    if (!ruling?.allowed) {
      if (ruling?.reason === 'workspace-archived') return t('archived')
      const role = roleNameOf(data ?? workspace ?? { role: '', roleName: '' })
      return t('notInRole', { role, permission: nameOf(permission) })
    }
    const { scope } = ruling
    if (scope === 'all' || !labels || scope.some((selector) => selects(selector, labels)))
      return undefined
    return t('otherLabels', { labels: scope.map(selectorText).join(' | ') })
  }
  return {
    isKnown,
    rulings,
    may: (permission, labels) => why(permission, labels) === undefined,
    why,
  }
}

/** `Clusters: create` in the reader's language. */
export function usePermissionName(): (permission: Permission) => string {
  const t = useTranslations('permission')
  return (permission) => {
    const [kind, verb] = partsOf(permission)
    return t('name', { kind: t(`kind.${kind}`), verb: t(`verb.${verb}`) })
  }
}

export type PermissionKind = Permission extends `${infer K}:${string}` ? K : never
export type PermissionVerb = Permission extends `${string}:${infer V}` ? V : never

export function partsOf(permission: Permission): readonly [PermissionKind, PermissionVerb] {
  return permission.split(':') as unknown as readonly [PermissionKind, PermissionVerb]
}

const BUILT_IN_ROLES = ['owner', 'admin', 'operator', 'viewer'] as const

/** Built-in roles in the reader's language, others by the name they were given. */
export function useRoleName(): (held: {
  readonly role: string
  readonly roleName: string
}) => string {
  const t = useTranslations('role')
  return ({ role, roleName }) => {
    const builtIn = BUILT_IN_ROLES.find((each) => each === role)
    return builtIn ? t(builtIn) : roleName
  }
}

import type { Membership } from './identity.ts'

/** Every permission on a workspace. Deny by default: what a role does not list it may not. */
export const WORKSPACE_PERMISSIONS = [
  'workspace:read',
  'workspace:update',
  'credential:read',
  'credential:create',
  'credential:delete',
  'cluster:read',
  'cluster:create',
  'cluster:update',
  'cluster:delete',
  'network:read',
  'network:create',
  'network:delete',
  'event:read',
] as const
export type WorkspacePermission = (typeof WORKSPACE_PERMISSIONS)[number]

const READ = WORKSPACE_PERMISSIONS.filter((p) => p.endsWith(':read'))
const OPERATE: readonly WorkspacePermission[] = [
  ...READ,
  'cluster:create',
  'cluster:update',
  'cluster:delete',
  'network:create',
  'network:delete',
]

export const ROLE_PERMISSIONS = {
  owner: WORKSPACE_PERMISSIONS,
  admin: WORKSPACE_PERMISSIONS,
  operator: OPERATE,
  viewer: READ,
} as const satisfies Record<Membership['role'], readonly WorkspacePermission[]>

export function roleAllows(role: Membership['role'], permission: WorkspacePermission): boolean {
  return (ROLE_PERMISSIONS[role] as readonly WorkspacePermission[]).includes(permission)
}

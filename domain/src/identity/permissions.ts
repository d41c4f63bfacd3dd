/** Every permission on a workspace. Deny by default: what no grant lists is not allowed. */
export const WORKSPACE_PERMISSIONS = [
  'workspace:read',
  'workspace:update',
  'workspace:delete',
  'member:read',
  'member:create',
  'member:update',
  'member:delete',
  'role:read',
  'role:create',
  'role:update',
  'role:delete',
  'service-account:read',
  'service-account:create',
  'service-account:update',
  'service-account:delete',
  /** One's own keys. */
  'api-key:create',
  /** Everybody's keys and those of service accounts. */
  'api-key:manage',
  'oidc-provider:read',
  'oidc-provider:create',
  'oidc-provider:update',
  'oidc-provider:delete',
  'audit:read',
  'audit:export',
  'credential:read',
  'credential:create',
  'credential:update',
  'credential:delete',
  'cluster:read',
  'cluster:create',
  'cluster:update',
  'cluster:delete',
  'network:read',
  'network:create',
  'network:update',
  'network:delete',
  'event:read',
] as const
export type WorkspacePermission = (typeof WORKSPACE_PERMISSIONS)[number]

/** Permissions whose grants may be narrowed to resources with certain labels; on all others a selector is refused. */
export const LABEL_SCOPED_PERMISSIONS: readonly WorkspacePermission[] =
  WORKSPACE_PERMISSIONS.filter((p) => /^(cluster|network|event):/.test(p))

const SECURITY: readonly WorkspacePermission[] = ['audit:read', 'oidc-provider:read']
const READ = WORKSPACE_PERMISSIONS.filter((p) => p.endsWith(':read') && !SECURITY.includes(p))
const VIEW: readonly WorkspacePermission[] = [...READ, 'api-key:create']
const OPERATE: readonly WorkspacePermission[] = [
  ...VIEW,
  'cluster:create',
  'cluster:update',
  'cluster:delete',
  'network:create',
  'network:update',
  'network:delete',
]

export const BUILT_IN_ROLES = ['owner', 'admin', 'operator', 'viewer'] as const
export type BuiltInRole = (typeof BUILT_IN_ROLES)[number]

export const ROLE_PERMISSIONS = {
  owner: WORKSPACE_PERMISSIONS,
  admin: WORKSPACE_PERMISSIONS.filter((p) => p !== 'workspace:delete'),
  operator: OPERATE,
  viewer: VIEW,
} as const satisfies Record<BuiltInRole, readonly WorkspacePermission[]>

export function isBuiltInRole(role: string): role is BuiltInRole {
  return (BUILT_IN_ROLES as readonly string[]).includes(role)
}

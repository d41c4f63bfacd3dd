import { type Access, WORKSPACE_PERMISSIONS, type WorkspacePermission } from '@skyclust/domain'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { loadWorkspace } from './get-workspace.ts'
import { standingOf } from './standing.ts'
import type { DenialReason, PermissionsView } from './views.ts'

/** Every permission with whether the asking principal has it here, on what, and if not, why. */
export async function getPermissions(
  ports: Ports,
  actor: WorkspaceActor,
): Promise<PermissionsView> {
  const { stores } = ports.db
  const { archivedAt } = await loadWorkspace(stores, actor.workspaceId)
  const standing = await standingOf(stores, actor.workspaceId, actor.role)
  return {
    role: standing.role,
    roleName: standing.roleName,
    permissions: WORKSPACE_PERMISSIONS.map((permission) => {
      const reason = denial(permission, actor.access, standing.access, archivedAt !== undefined)
      if (reason !== undefined) return { permission, allowed: false, scope: [], reason }
      const scope = actor.access.scope(permission)
      return { permission, allowed: true, scope: scope === 'all' ? scope : [...scope] }
    }),
  }
}

function denial(
  permission: WorkspacePermission,
  own: Access,
  ofRole: Access,
  isArchived: boolean,
): DenialReason | undefined {
  if (!ofRole.has(permission)) return 'not-in-role'
  if (!own.has(permission)) return 'not-in-key-scopes'
  // Deleting is what an archived workspace still allows, besides looking.
  const isChange = !/:(read|export)$/.test(permission) && permission !== 'workspace:delete'
  return isArchived && isChange ? 'workspace-archived' : undefined
}

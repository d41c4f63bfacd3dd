import { isBuiltInRole, notFound, type RoleRef } from '@skyclust/domain'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { builtInRoleView, type RoleView, roleView } from './views.ts'

/** One role, built-in or of the workspace's own; throws not-found. */
export async function getRole(
  ports: Ports,
  actor: WorkspaceActor,
  ref: RoleRef,
): Promise<RoleView> {
  if (isBuiltInRole(ref)) return builtInRoleView(ref)
  const role = await ports.db.stores.roles.get(actor.workspaceId, ref)
  if (!role) throw notFound('role', ref)
  return roleView(role)
}

import { BUILT_IN_ROLES, WORKSPACE_PERMISSIONS } from '@skyclust/domain'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { roleHolders } from './role-holders.ts'
import { builtInRoleView, type RoleListView, roleView } from './views.ts'

/** Built-in roles first, then the workspace's own by name, each with the number of its holders. */
export async function listRoles(ports: Ports, actor: WorkspaceActor): Promise<RoleListView> {
  const { stores } = ports.db
  const custom = await stores.roles.list(actor.workspaceId)
  const holders = await roleHolders(stores, actor.workspaceId, ports.clock.now())
  return {
    items: [
      ...BUILT_IN_ROLES.map((role) => ({
        ...builtInRoleView(role),
        holders: holders.get(role)?.length ?? 0,
      })),
      ...custom
        .toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
        .map((role) => ({ ...roleView(role), holders: holders.get(role.id)?.length ?? 0 })),
    ],
    permissions: WORKSPACE_PERMISSIONS,
  }
}

import type { RoleId } from '@skyclust/domain'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { expectVersion } from '../workspaces/expect-version.ts'
import { loadRole } from './load-role.ts'
import type { UpdateRoleRequest } from './requests.ts'
import { refuseBeyond } from './resolve-role.ts'
import { refuseBuiltInName } from './role-name.ts'
import { type RoleView, roleView } from './views.ts'

/** Changes a custom role for all who hold it; what it grants before and after must lie within the actor's own access. */
export async function updateRole(
  ports: Ports,
  actor: WorkspaceActor,
  id: RoleId,
  request: UpdateRoleRequest,
  ifVersion?: number,
): Promise<RoleView> {
  return ports.db.transaction(async (stores) => {
    const role = await loadRole(ports, stores, actor, id)
    refuseBeyond(actor, role.grants, 'The role')
    if (request.grants) refuseBeyond(actor, request.grants, 'The role')
    if (request.name !== undefined) refuseBuiltInName(request.name)
    expectVersion('role', role, ifVersion)
    const changed = await stores.roles.update({
      ...role,
      name: request.name ?? role.name,
      description: request.description ?? role.description,
      grants: request.grants ?? role.grants,
    })
    const view = roleView(changed)
    ports.trail.note({ before: roleView(role), after: view })
    return view
  })
}

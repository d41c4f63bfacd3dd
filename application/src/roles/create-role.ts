import { type Role, RoleId } from '@skyclust/domain'
import { isoTime, newId } from '../ports/new-id.ts'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { roleTarget } from './load-role.ts'
import type { CreateRoleRequest } from './requests.ts'
import { refuseBeyond } from './resolve-role.ts'
import { refuseBuiltInName } from './role-name.ts'
import { type RoleView, roleView } from './views.ts'

/** A role of the workspace's own, of permissions its maker has; conflict `name-taken`. */
export async function createRole(
  ports: Ports,
  actor: WorkspaceActor,
  request: CreateRoleRequest,
): Promise<RoleView> {
  const role: Role = {
    workspaceId: actor.workspaceId,
    id: newId(ports.random, 'rol', RoleId),
    ...request,
    createdAt: isoTime(ports.clock.now()),
    version: 1,
  }
  const view = roleView(role)
  ports.trail.note({ target: roleTarget(role), after: view })
  refuseBuiltInName(role.name)
  refuseBeyond(actor, role.grants, 'The role')
  await ports.db.transaction((stores) => stores.roles.insert(role))
  return view
}

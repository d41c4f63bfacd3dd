import { notFound, type Role, type RoleId } from '@skyclust/domain'
import type { AuditTarget } from '@skyclust/domain'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import type { Stores } from '../ports/stores.ts'

/** A role as audit entries name it. */
export function roleTarget({ id, name }: Pick<Role, 'id' | 'name'>): AuditTarget {
  return { kind: 'role', id, name }
}

/** A custom role that is to be changed; it is the request's target from here on. Throws not-found. */
export async function loadRole(
  ports: Pick<Ports, 'trail'>,
  stores: Pick<Stores, 'roles'>,
  actor: WorkspaceActor,
  id: RoleId,
): Promise<Role> {
  ports.trail.note({ target: roleTarget({ id, name: id }) })
  const role = await stores.roles.get(actor.workspaceId, id)
  if (!role) throw notFound('role', id)
  ports.trail.note({ target: roleTarget(role) })
  return role
}

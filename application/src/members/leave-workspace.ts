import type { Identity } from '../identity/identity-of.ts'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { findRole } from '../roles/resolve-role.ts'
import { personOf } from './person-of.ts'
import { takeOutMember } from './take-out-member.ts'

/** Takes the asking person out of the workspace; everybody may go but the last owner. */
export async function leaveWorkspace(
  ports: Ports,
  actor: WorkspaceActor,
  identity: Identity,
): Promise<void> {
  const { user } = personOf(identity)
  await ports.db.transaction((stores) =>
    takeOutMember(ports, stores, actor, user.id, (role) =>
      findRole(stores, actor.workspaceId, role),
    ),
  )
}

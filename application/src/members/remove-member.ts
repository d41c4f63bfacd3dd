import type { UserId } from '@skyclust/domain'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { roleToTakeAway } from '../roles/resolve-role.ts'
import { takeOutMember } from './take-out-member.ts'

/** Takes a member out of the workspace; their role must lie within the actor's own access. */
export async function removeMember(
  ports: Ports,
  actor: WorkspaceActor,
  userId: UserId,
): Promise<void> {
  await ports.db.transaction((stores) =>
    takeOutMember(ports, stores, actor, userId, (role) => roleToTakeAway(stores, actor, role)),
  )
}

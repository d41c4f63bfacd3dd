import type { RoleRef, UserId } from '@skyclust/domain'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import type { Stores } from '../ports/stores.ts'
import { keepAnOwner } from './keep-an-owner.ts'
import { loadMember } from './load-member.ts'
import { memberView } from './views.ts'

/**
 * Ends a membership, and with it the member's keys for the workspace; conflict `last-owner`. `judge` names the member's
 * role, or throws when they may not go.
 */
export async function takeOutMember(
  ports: Ports,
  stores: Stores,
  actor: WorkspaceActor,
  userId: UserId,
  judge: (role: RoleRef) => Promise<{ readonly name: string } | undefined>,
): Promise<void> {
  const { membership, user } = await loadMember(ports, stores, actor, userId)
  const role = await judge(membership.role)
  await stores.members.delete(actor.workspaceId, userId)
  await keepAnOwner(stores, membership)
  ports.trail.note({ before: memberView(membership, user, role?.name ?? membership.role) })
}

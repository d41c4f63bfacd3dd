import type { UserId } from '@skyclust/domain'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { roleToGrant, roleToTakeAway } from '../roles/resolve-role.ts'
import { keepAnOwner } from './keep-an-owner.ts'
import { loadMember } from './load-member.ts'
import type { ChangeMemberRequest } from './requests.ts'
import { type MemberView, memberView } from './views.ts'

/** Gives a member another role; the present and the new one must lie within the actor's own access. */
export async function changeMember(
  ports: Ports,
  actor: WorkspaceActor,
  userId: UserId,
  request: ChangeMemberRequest,
): Promise<MemberView> {
  return ports.db.transaction(async (stores) => {
    const { membership, user } = await loadMember(ports, stores, actor, userId)
    const present = await roleToTakeAway(stores, actor, membership.role)
    const role = await roleToGrant(stores, actor, request.role)
    const view = memberView({ ...membership, role: role.ref }, user, role.name)
    if (role.ref !== membership.role) {
      await stores.members.setRole(actor.workspaceId, userId, role.ref)
      await keepAnOwner(stores, membership)
    }
    ports.trail.note({ before: memberView(membership, user, present.name), after: view })
    return view
  })
}

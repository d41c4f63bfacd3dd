import { conflict, InvitationId } from '@skyclust/domain'
import { isoTime, newId } from '../ports/new-id.ts'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { roleToGrant, roleToTakeAway } from '../roles/resolve-role.ts'
import { throttleInvitations } from './invitation-throttle.ts'
import { invitationTarget } from './load-invitation.ts'
import { principalNames } from './principal-names.ts'
import type { InviteMemberRequest } from './requests.ts'
import { sendInvitation } from './send-invitation.ts'
import { type NewInvitationView, invitationView } from './views.ts'

/**
 * Invites an address to a role within the actor's own access. An open invitation of the same address is replaced; conflict
 * `already-member` when the person is in.
 */
export async function inviteMember(
  ports: Ports,
  actor: WorkspaceActor,
  { email, role: wanted }: InviteMemberRequest,
): Promise<NewInvitationView> {
  const id = newId(ports.random, 'inv', InvitationId)
  ports.trail.note({ target: invitationTarget({ id, email }) })
  const role = await roleToGrant(ports.db.stores, actor, wanted)
  await throttleInvitations(ports, actor, email)
  return ports.db.transaction(async (stores) => {
    const members = await stores.members.list(actor.workspaceId)
    if (members.some(({ user }) => user.email === email))
      throw conflict('already-member', `${email} is a member of this workspace. Change their role.`)
    const now = isoTime(ports.clock.now())
    const earlier = await stores.invitations.findFor(actor.workspaceId, email, now)
    const replaced = earlier && (await roleToTakeAway(stores, actor, earlier.role))
    const view = await sendInvitation(
      ports,
      stores,
      actor,
      {
        workspaceId: actor.workspaceId,
        id,
        email,
        role: role.ref,
        invitedBy: actor.principal.id,
        createdAt: now,
      },
      role.name,
    )
    const { link: _, delivery: __, ...after } = view
    ports.trail.note({ after })
    if (earlier && replaced) {
      const named = await principalNames(stores, actor.workspaceId)
      const before = invitationView(earlier, replaced.name, named(earlier.invitedBy))
      ports.trail.note({ before })
    }
    return view
  })
}

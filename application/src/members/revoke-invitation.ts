import type { InvitationId } from '@skyclust/domain'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { roleToTakeAway } from '../roles/resolve-role.ts'
import { loadInvitation } from './load-invitation.ts'
import { principalNames } from './principal-names.ts'
import { invitationView } from './views.ts'

/** Withdraws an invitation; its links no longer work. */
export async function revokeInvitation(
  ports: Ports,
  actor: WorkspaceActor,
  id: InvitationId,
): Promise<void> {
  await ports.db.transaction(async (stores) => {
    const invitation = await loadInvitation(ports, stores, actor, id)
    const role = await roleToTakeAway(stores, actor, invitation.role)
    const named = await principalNames(stores, actor.workspaceId)
    await stores.invitations.delete(actor.workspaceId, id)
    ports.trail.note({
      before: invitationView(invitation, role.name, named(invitation.invitedBy)),
    })
  })
}

import type { InvitationId } from '@skyclust/domain'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { roleToGrant } from '../roles/resolve-role.ts'
import { throttleInvitations } from './invitation-throttle.ts'
import { loadInvitation } from './load-invitation.ts'
import { sendInvitation } from './send-invitation.ts'
import type { NewInvitationView } from './views.ts'

/** Sends a new link for another seven days; the earlier ones no longer work. Who resends stands for the invitation. */
export async function resendInvitation(
  ports: Ports,
  actor: WorkspaceActor,
  id: InvitationId,
): Promise<NewInvitationView> {
  const { email } = await loadInvitation(ports, ports.db.stores, actor, id)
  await throttleInvitations(ports, actor, email)
  return ports.db.transaction(async (stores) => {
    const invitation = await loadInvitation(ports, stores, actor, id)
    const role = await roleToGrant(stores, actor, invitation.role)
    const unsent = { ...invitation, invitedBy: actor.principal.id }
    const view = await sendInvitation(ports, stores, actor, unsent, role.name)
    ports.trail.note({
      before: { expiresAt: invitation.expiresAt, invitedBy: invitation.invitedBy },
      after: { expiresAt: view.expiresAt, invitedBy: actor.principal.id },
    })
    return view
  })
}

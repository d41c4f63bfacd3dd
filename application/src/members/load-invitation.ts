import { type AuditTarget, type Invitation, type InvitationId, notFound } from '@skyclust/domain'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import type { Stores } from '../ports/stores.ts'

/** An invitation as audit entries name it. */
export function invitationTarget({ id, email }: Pick<Invitation, 'id' | 'email'>): AuditTarget {
  return { kind: 'invitation', id, name: email }
}

/** An invitation that is to be changed; it is the request's target from here on. Throws not-found. */
export async function loadInvitation(
  ports: Pick<Ports, 'trail'>,
  stores: Pick<Stores, 'invitations'>,
  actor: WorkspaceActor,
  id: InvitationId,
): Promise<Invitation> {
  ports.trail.note({ target: invitationTarget({ id, email: id }) })
  const invitation = await stores.invitations.get(actor.workspaceId, id)
  if (!invitation) throw notFound('invitation', id)
  ports.trail.note({ target: invitationTarget(invitation) })
  return invitation
}

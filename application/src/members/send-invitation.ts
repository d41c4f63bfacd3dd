import type { Invitation } from '@skyclust/domain'
import { enqueueMail } from '../mail/enqueue-mail.ts'
import { isoTime } from '../ports/new-id.ts'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import type { Stores } from '../ports/stores.ts'
import { newInvitationTokens } from './invitation-token.ts'
import { invitationView, type NewInvitationView } from './views.ts'

const DAYS_OPEN = 7
const DAY_MS = 86_400_000

/** Stores the invitation with a new link, mails the link, and returns the one for the inviter. Seven days. */
export async function sendInvitation(
  ports: Ports,
  stores: Stores,
  actor: WorkspaceActor,
  unsent: Omit<Invitation, 'tokenHash' | 'expiresAt'>,
  roleName: string,
): Promise<NewInvitationView> {
  const tokens = newInvitationTokens(ports.tokens)
  const expiresAt = isoTime(ports.clock.now() + DAYS_OPEN * DAY_MS)
  const invitation: Invitation = { ...unsent, tokenHash: tokens.hash, expiresAt }
  await stores.invitations.upsert(invitation)
  const workspace = await stores.workspaces.get(actor.workspaceId)
  await enqueueMail(ports, stores, {
    to: invitation.email,
    locale: workspace?.settings.locale ?? 'en',
    template: {
      kind: 'invitation',
      workspaceName: workspace?.name ?? '',
      inviter: actor.principal.name,
      token: tokens.mailed,
    },
  })
  const view = invitationView(invitation, roleName, actor.principal)
  const { publicUrl, mail } = ports.installation
  return { ...view, link: `${publicUrl}/invite/${tokens.shown}`, delivery: mail }
}

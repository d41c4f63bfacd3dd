import {
  DomainError,
  type PrincipalId,
  ServiceAccountId,
  UserId,
  type WorkspaceId,
} from '@skyclust/domain'
import { isoTime } from '../ports/new-id.ts'
import type { Ports } from '../ports/ports.ts'
import type { Stores } from '../ports/stores.ts'
import { findRole } from '../roles/resolve-role.ts'
import { findInvitation } from './invitation-token.ts'
import type { LookUpInvitationRequest } from './requests.ts'
import type { InvitationPreview } from './views.ts'

/** What an invitation's link leads to; not-found `invitation-not-found` when it leads nowhere any more. */
export async function lookUpInvitation(
  ports: Ports,
  { token }: LookUpInvitationRequest,
): Promise<InvitationPreview> {
  const { stores } = ports.db
  const found = await findInvitation(stores, ports.tokens, token, isoTime(ports.clock.now()))
  const workspace = found && (await stores.workspaces.get(found.invitation.workspaceId))
  if (!found || !workspace) throw invitationNotFound()
  const { email, role, invitedBy, expiresAt } = found.invitation
  const providers = await stores.oidcProviders.list(workspace.id)
  return {
    workspaceName: workspace.name,
    email,
    role,
    roleName: (await findRole(stores, workspace.id, role))?.name ?? role,
    inviterName: await inviterName(stores, workspace.id, invitedBy),
    expiresAt,
    accountExists: (await stores.users.findByEmail(email)) !== undefined,
    providers: providers
      .filter(({ enabled }) => enabled)
      .map(({ id, name, preset }) => ({ id, name, preset })),
  }
}

export function invitationNotFound(): DomainError {
  return new DomainError(
    'not-found',
    'invitation-not-found',
    'This invitation was used, withdrawn or has expired, or who sent it may no longer invite. Ask for a new one.',
  )
}

async function inviterName(
  stores: Stores,
  workspaceId: WorkspaceId,
  id: PrincipalId,
): Promise<string | null> {
  const userId = UserId.safeParse(id)
  if (userId.success) return (await stores.users.get(userId.data))?.name ?? null
  const account = await stores.serviceAccounts.get(workspaceId, ServiceAccountId.parse(id))
  return account?.name ?? null
}

import { isoTime } from '../ports/new-id.ts'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { roleNames } from '../roles/resolve-role.ts'
import { principalNames } from './principal-names.ts'
import { type InvitationView, invitationView } from './views.ts'

/** Open invitations, newest first. */
export async function listInvitations(
  ports: Ports,
  actor: WorkspaceActor,
): Promise<{ readonly items: InvitationView[] }> {
  const { stores } = ports.db
  const nameOf = await roleNames(stores, actor.workspaceId)
  const inviter = await principalNames(stores, actor.workspaceId)
  const open = await stores.invitations.list(actor.workspaceId, isoTime(ports.clock.now()))
  return { items: open.map((i) => invitationView(i, nameOf(i.role), inviter(i.invitedBy))) }
}

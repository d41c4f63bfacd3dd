import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { roleNames } from '../roles/resolve-role.ts'
import { type MemberView, memberView } from './views.ts'

/** Everybody in the workspace, by e-mail address. */
export async function listMembers(
  ports: Ports,
  actor: WorkspaceActor,
): Promise<{ readonly items: MemberView[] }> {
  const { stores } = ports.db
  const nameOf = await roleNames(stores, actor.workspaceId)
  const members = await stores.members.list(actor.workspaceId)
  return {
    items: members.map(({ membership, user }) =>
      memberView(membership, user, nameOf(membership.role)),
    ),
  }
}

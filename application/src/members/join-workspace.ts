import {
  accessOf,
  conflict,
  type Invitation,
  type Membership,
  notFound,
  type User,
} from '@skyclust/domain'
import { assertNotArchived } from '../identity/authorize.ts'
import { isoTime } from '../ports/new-id.ts'
import type { Ports } from '../ports/ports.ts'
import type { Stores } from '../ports/stores.ts'
import { findRole } from '../roles/resolve-role.ts'
import { type WorkspaceView, workspaceView } from '../workspaces/views.ts'
import { memberTarget } from './load-member.ts'
import { memberView } from './views.ts'

/** Makes the user a member by an invitation, which is used up; conflict `already-member` or `workspace-archived`. */
export async function joinWorkspace(
  ports: Pick<Ports, 'clock' | 'trail'>,
  stores: Stores,
  invitation: Invitation,
  user: User,
): Promise<WorkspaceView> {
  const { workspaceId, role: ref } = invitation
  const workspace = await stores.workspaces.get(workspaceId)
  const role = await findRole(stores, workspaceId, ref)
  if (!workspace || !role) throw notFound('workspace', workspaceId)
  assertNotArchived(workspace)
  if (await stores.members.get(workspaceId, user.id))
    throw conflict('already-member', `${user.email} is a member of this workspace already.`)
  // What is left of a membership that expired.
  await stores.members.delete(workspaceId, user.id)
  const membership: Membership = {
    workspaceId,
    userId: user.id,
    role: ref,
    source: 'invitation',
    joinedAt: isoTime(ports.clock.now()),
    expiresAt: undefined,
  }
  await stores.members.insert(membership)
  await stores.invitations.delete(workspaceId, invitation.id)
  ports.trail.note({ target: memberTarget(user), after: memberView(membership, user, role.name) })
  return workspaceView(workspace, { role: ref, roleName: role.name, access: accessOf(role.grants) })
}

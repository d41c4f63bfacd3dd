import { accessOf, beyond, type Invitation, ServiceAccountId, UserId } from '@skyclust/domain'
import type { Stores } from '../ports/stores.ts'
import { findRole } from '../roles/resolve-role.ts'

type Needs = Pick<Stores, 'users' | 'members' | 'serviceAccounts' | 'roles'>

/**
 * Whether who sent the invitation could send it today: is in the workspace, may invite, and has all that its role grants.
 * Otherwise who is about to be removed would leave a door open to come back by.
 */
export async function mayStillInvite(
  stores: Needs,
  { workspaceId, role: offered, invitedBy }: Invitation,
): Promise<boolean> {
  const own = await roleOf(stores, workspaceId, invitedBy)
  const held = own && (await findRole(stores, workspaceId, own))
  const given = await findRole(stores, workspaceId, offered)
  if (!held || !given) return false
  const access = accessOf(held.grants)
  return access.has('member:create') && beyond(access, given.grants).length === 0
}

async function roleOf(
  stores: Needs,
  workspaceId: Invitation['workspaceId'],
  inviter: Invitation['invitedBy'],
) {
  const userId = UserId.safeParse(inviter)
  if (userId.success) {
    const user = await stores.users.get(userId.data)
    if (!user || user.disabledAt !== undefined) return undefined
    return (await stores.members.get(workspaceId, userId.data))?.role
  }
  const account = await stores.serviceAccounts.get(workspaceId, ServiceAccountId.parse(inviter))
  return account?.disabledAt === undefined ? account?.role : undefined
}

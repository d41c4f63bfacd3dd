import { conflict, type Membership } from '@skyclust/domain'
import type { Stores } from '../ports/stores.ts'

/**
 * After an owner has left, been removed or demoted: conflict `last-owner`, which undoes it, when no owner is left who can
 * sign in. The workspace's row was locked before, so that two last owners do not go at once.
 */
export async function keepAnOwner(
  stores: Pick<Stores, 'members'>,
  { workspaceId, role, expiresAt }: Membership,
): Promise<void> {
  if (role !== 'owner' || expiresAt !== undefined) return
  if ((await stores.members.countOwners(workspaceId)) > 0) return
  throw conflict(
    'last-owner',
    'A workspace keeps at least one owner who can sign in. Make somebody else owner first.',
  )
}

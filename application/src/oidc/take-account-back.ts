import type { User } from '@skyclust/domain'
import { endSignIns, lockUser } from '../identity/load-user.ts'
import { removeForeignWaysIn } from '../identity/remove-foreign-ways-in.ts'
import { isoTime } from '../ports/new-id.ts'
import type { Ports } from '../ports/ports.ts'
import type { Stores } from '../ports/stores.ts'

/**
 * The account of somebody who never showed that its address is theirs, now claimed by who has: everything that the other
 * one could still sign in with goes. Otherwise an account made in advance under a victim's address would stay open to
 * who made it.
 */
export async function takeAccountBack(
  ports: Pick<Ports, 'clock'>,
  stores: Stores,
  { id }: User,
): Promise<User> {
  // Before the account is locked: who resets a password locks in this order.
  await stores.mailedTokens.deleteFor(id, 'reset-password')
  await stores.mailedTokens.deleteFor(id, 'verify-email')
  const user = await lockUser(stores, id)
  if (user.emailVerifiedAt !== undefined) return user
  const owned: User = {
    ...user,
    emailVerifiedAt: isoTime(ports.clock.now()),
    passwordHash: undefined,
  }
  await stores.users.update(owned)
  await endSignIns(stores, id)
  await removeForeignWaysIn(stores, id)
  return owned
}

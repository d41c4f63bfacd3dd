import type { User } from '@skyclust/domain'
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
  user: User,
): Promise<User> {
  const owned: User = {
    ...user,
    emailVerifiedAt: isoTime(ports.clock.now()),
    passwordHash: undefined,
  }
  await stores.users.update(owned)
  await stores.sessions.deleteFor(user.id)
  await stores.secondFactors.removeTotp(user.id)
  await stores.passkeys.deleteAll(user.id)
  await stores.mailedTokens.deleteFor(user.id, 'reset-password')
  await stores.mailedTokens.deleteFor(user.id, 'verify-email')
  for (const { providerId } of await stores.externalIdentities.listFor(user.id))
    await stores.externalIdentities.delete(user.id, providerId)
  return owned
}

import { notFound, type SessionId, type User, type UserId } from '@skyclust/domain'
import type { Stores } from '../ports/stores.ts'

/** As it is now; what the request was admitted by may be seconds old. */
export async function loadUser(stores: Pick<Stores, 'users'>, userId: UserId): Promise<User> {
  const user = await stores.users.get(userId)
  if (!user) throw notFound('user', userId)
  return user
}

/** The same, and nobody else changes the account until the transaction ends: for everything that writes it. */
export async function lockUser(stores: Pick<Stores, 'users'>, userId: UserId): Promise<User> {
  const user = await stores.users.lock(userId)
  if (!user) throw notFound('user', userId)
  return user
}

/** Ends everything that was proved for the account so far: sessions, but one, and sign-ins that wait for a second factor. */
export async function endSignIns(
  stores: Pick<Stores, 'sessions' | 'challenges'>,
  userId: UserId,
  except?: SessionId,
): Promise<void> {
  await stores.sessions.deleteFor(userId, except)
  await stores.challenges.deleteFor(userId)
}

import { notFound, type User, type UserId } from '@skyclust/domain'
import type { Stores } from '../ports/stores.ts'

/** As it is now; what the request was admitted by may be seconds old. */
export async function loadUser(stores: Pick<Stores, 'users'>, userId: UserId): Promise<User> {
  const user = await stores.users.get(userId)
  if (!user) throw notFound('user', userId)
  return user
}

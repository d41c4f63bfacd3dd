import { conflict, type User, type UserId } from '@skyclust/domain'
import { lockUser } from '../identity/load-user.ts'
import type { Actor, Ports } from '../ports/ports.ts'
import type { Stores } from '../ports/stores.ts'
import { type PlatformUserView, platformUserView } from './views.ts'

/**
 * Changes an account in one transaction and tells the audit log. `change` may refuse; afterwards there must still be
 * an administrator who can sign in: conflict `last-platform-admin`.
 */
export async function changeUser(
  ports: Ports,
  id: UserId,
  change: (user: User, stores: Stores) => Promise<User>,
): Promise<PlatformUserView> {
  return ports.db.transaction(async (stores) => {
    // Locked before the account is read: two changes that would each leave the other one as the last see each other.
    const administrators = await stores.platform.countAdministrators()
    const before = await lockUser(stores, id)
    ports.trail.note({
      target: { kind: 'user', id, name: before.email },
      before: platformUserView(before),
    })
    const after = await change(before, stores)
    const loss = Number(isAdministrator(before)) - Number(isAdministrator(after))
    if (loss > 0 && administrators <= loss)
      throw conflict(
        'last-platform-admin',
        'This is the last administrator of the installation. Make somebody else one first.',
      )
    await stores.users.update(after)
    ports.trail.note({ after: platformUserView(after) })
    return platformUserView(after)
  })
}

/** Refuses what an administrator must not do to their own account: conflict `not-yourself`. */
export function assertNotOneself({ userId }: Actor, user: User, what: string): void {
  if (user.id === userId)
    throw conflict('not-yourself', `You cannot ${what}. Ask another administrator.`)
}

function isAdministrator({ platformAdmin, disabledAt }: User): boolean {
  return platformAdmin && disabledAt === undefined
}

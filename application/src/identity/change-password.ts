import { enqueueMail } from '../mail/enqueue-mail.ts'
import type { Ports } from '../ports/ports.ts'
import { assertStrongPassword } from './assert-strong-password.ts'
import type { PersonIdentity } from './identity-of.ts'
import { endSignIns, loadUser, lockUser } from './load-user.ts'
import { assertPassword, reauthenticate, wrongPassword } from './reauthenticate.ts'
import type { ChangePasswordRequest } from './requests.ts'

/**
 * A new password for who knows the present one, or has none and signed in a moment ago. All other sessions end. Forbidden
 * `wrong-password`, invalid `weak-password`.
 */
export async function changePassword(
  ports: Ports,
  identity: PersonIdentity,
  { currentPassword, newPassword }: ChangePasswordRequest,
): Promise<void> {
  const user = await loadUser(ports.db.stores, identity.user.id)
  ports.trail.note({ target: { kind: 'user', id: user.id, name: user.email } })
  if (user.passwordHash === undefined) await reauthenticate(ports, identity, undefined)
  else await assertPassword(ports, user, currentPassword ?? '')
  assertStrongPassword(newPassword, user.email, '/newPassword')
  const passwordHash = await ports.passwords.hash(newPassword)
  await ports.db.transaction(async (stores) => {
    // Before the account is locked: who resets a password locks in this order.
    await stores.mailedTokens.deleteFor(user.id, 'reset-password')
    const current = await lockUser(stores, user.id)
    // Replaced since it was judged.
    if (current.passwordHash !== user.passwordHash) throw wrongPassword()
    await stores.users.update({ ...current, passwordHash })
    await endSignIns(stores, user.id, identity.session.id)
    const template = { kind: 'password-changed' } as const
    await enqueueMail(ports, stores, { to: user.email, locale: user.locale, template })
  })
}

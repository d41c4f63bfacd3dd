import { enqueueMail } from '../mail/enqueue-mail.ts'
import { isoTime } from '../ports/new-id.ts'
import type { Ports } from '../ports/ports.ts'
import { assertStrongPassword } from './assert-strong-password.ts'
import type { Client } from './client.ts'
import { endSignIns } from './load-user.ts'
import { mailToken } from './mail-token.ts'
import { removeForeignWaysIn } from './remove-foreign-ways-in.ts'
import type { ConfirmPasswordResetRequest, PasswordResetRequest } from './requests.ts'
import { countAttempt, countMail } from './throttling.ts'
import { linkExpired } from './verify-email.ts'

/** Mails a link to choose a new password, if the address has an account; the answer never tells whether. */
export async function requestPasswordReset(
  ports: Ports,
  { email }: PasswordResetRequest,
  client: Client,
): Promise<void> {
  ports.trail.note({ target: { kind: 'user', id: 'unknown', name: email } })
  await countMail(ports, { to: email, sender: client.address })
  const user = await ports.db.stores.users.findByEmail(email)
  if (!user || user.disabledAt !== undefined) return
  ports.trail.note({ target: { kind: 'user', id: user.id, name: user.email } })
  await ports.db.transaction(async (stores) => {
    const token = await mailToken(ports, stores, user, 'reset-password')
    const template = { kind: 'reset-password', token } as const
    await enqueueMail(ports, stores, { to: user.email, locale: user.locale, template })
  })
}

/**
 * A new password by the mailed link, which also proves the address. All sessions end; a second factor stays, unless the
 * address had never been proved: then somebody else may have made the account and its factors.
 */
export async function confirmPasswordReset(
  ports: Ports,
  { token, newPassword }: ConfirmPasswordResetRequest,
  client: Client,
): Promise<void> {
  await countAttempt(ports, client.address)
  const passwordHash = await ports.passwords.hash(newPassword)
  const now = isoTime(ports.clock.now())
  await ports.db.transaction(async (stores) => {
    const hash = ports.tokens.hash(token)
    const taken = await stores.mailedTokens.take(hash, 'reset-password', now)
    const found = taken && (await stores.users.lock(taken.userId))
    if (!found || found.disabledAt !== undefined || found.email !== taken.email) throw linkExpired()
    ports.trail.note({ target: { kind: 'user', id: found.id, name: found.email } })
    assertStrongPassword(newPassword, found.email, '/newPassword')
    if (found.emailVerifiedAt === undefined) await removeForeignWaysIn(stores, found.id)
    const emailVerifiedAt = found.emailVerifiedAt ?? now
    await stores.users.update({ ...found, passwordHash, emailVerifiedAt })
    await endSignIns(stores, found.id)
    await stores.mailedTokens.deleteFor(found.id, 'reset-password')
    const template = { kind: 'password-changed' } as const
    await enqueueMail(ports, stores, { to: found.email, locale: found.locale, template })
    ports.trail.note({ principal: { kind: 'user', id: found.id, name: found.email } })
  })
}

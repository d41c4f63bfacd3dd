import { conflict, type DomainError, invalid } from '@skyclust/domain'
import { enqueueMail } from '../mail/enqueue-mail.ts'
import { isoTime } from '../ports/new-id.ts'
import type { Actor, Ports } from '../ports/ports.ts'
import type { Client } from './client.ts'
import { loadUser } from './load-user.ts'
import { mailToken } from './mail-token.ts'
import type { EmailVerificationRequest } from './requests.ts'
import { countAttempt, countMail } from './throttling.ts'
import { userView } from './views.ts'

/** Sends the link once more; conflict `already-verified` when there is nothing to prove. */
export async function resendEmailVerification(ports: Ports, { userId }: Actor): Promise<void> {
  const user = await loadUser(ports.db.stores, userId)
  ports.trail.note({ target: { kind: 'user', id: user.id, name: user.email } })
  if (user.emailVerifiedAt !== undefined)
    throw conflict('already-verified', 'Your e-mail address is confirmed already.')
  await countMail(ports, { to: user.email, sender: userId })
  await ports.db.transaction(async (stores) => {
    const token = await mailToken(ports, stores, user, 'verify-email')
    const template = { kind: 'verify-email', token } as const
    await enqueueMail(ports, stores, { to: user.email, locale: user.locale, template })
  })
}

/** The link in the mail was opened: the address is the user's. Invalid `link-expired` when it is too old or was used. */
export async function verifyEmail(
  ports: Ports,
  { token }: EmailVerificationRequest,
  client: Client,
): Promise<void> {
  await countAttempt(ports, client.address)
  const now = isoTime(ports.clock.now())
  await ports.db.transaction(async (stores) => {
    const taken = await stores.mailedTokens.take(ports.tokens.hash(token), 'verify-email', now)
    const user = taken && (await stores.users.get(taken.userId))
    // The address may have changed since the mail was sent: the proof is of the old one.
    if (!user || user.email !== taken.email) throw linkExpired()
    const verified = { ...user, emailVerifiedAt: user.emailVerifiedAt ?? now }
    await stores.users.update(verified)
    ports.trail.note({
      target: { kind: 'user', id: user.id, name: user.email },
      principal: { kind: 'user', id: user.id, name: user.email },
      before: userView(user),
      after: userView(verified),
    })
  })
}

export function linkExpired(): DomainError {
  return invalid('link-expired', 'This link is too old or was used already. Ask for a new one.')
}

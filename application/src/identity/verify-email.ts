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

/**
 * The link in the mail was opened: the address is the user's. Invalid `link-expired` when it is too old or was used. Only
 * for who is signed in to the account, else conflict `link-for-other-account`: whoever made an account under a victim's
 * address knows its password, and the victim's click must not confirm it. The victim resets the password instead, which
 * ends everything the other one has.
 */
export async function verifyEmail(
  ports: Ports,
  { userId }: Actor,
  { token }: EmailVerificationRequest,
  client: Client,
): Promise<void> {
  await countAttempt(ports, client.address)
  const now = isoTime(ports.clock.now())
  await ports.db.transaction(async (stores) => {
    const taken = await stores.mailedTokens.take(ports.tokens.hash(token), 'verify-email', now)
    if (taken && taken.userId !== userId) throw linkForOtherAccount()
    const user = taken && (await stores.users.lock(taken.userId))
    // The address may have changed since the mail was sent: the proof is of the old one.
    if (!user || user.email !== taken.email) throw linkExpired()
    const verified = { ...user, emailVerifiedAt: user.emailVerifiedAt ?? now }
    await stores.users.update(verified)
    ports.trail.note({
      target: { kind: 'user', id: user.id, name: user.email },
      before: userView(user),
      after: userView(verified),
    })
  })
}

function linkForOtherAccount(): DomainError {
  return conflict(
    'link-for-other-account',
    'This link is for another account than the one you are signed in to. Sign in to that one, or choose a new password for it.',
  )
}

export function linkExpired(): DomainError {
  return invalid('link-expired', 'This link is too old or was used already. Ask for a new one.')
}

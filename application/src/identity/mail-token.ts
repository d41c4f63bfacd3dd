import type { MailedToken, User } from '@skyclust/domain'
import { isoTime } from '../ports/new-id.ts'
import type { Ports } from '../ports/ports.ts'
import type { Stores } from '../ports/stores.ts'

const HOUR_MS = 3_600_000
const LIFETIME_MS = {
  'verify-email': 24 * HOUR_MS,
  'reset-password': HOUR_MS,
} as const satisfies Record<MailedToken['purpose'], number>

/** A new token for a link in a mail, stored as a hash; the earlier ones of the same purpose are void. */
export async function mailToken(
  ports: Pick<Ports, 'tokens' | 'clock'>,
  stores: Pick<Stores, 'mailedTokens'>,
  user: User,
  purpose: MailedToken['purpose'],
): Promise<string> {
  const { value, hash } = ports.tokens.newSecret()
  await stores.mailedTokens.deleteFor(user.id, purpose)
  await stores.mailedTokens.insert({
    tokenHash: hash,
    purpose,
    userId: user.id,
    email: user.email,
    expiresAt: isoTime(ports.clock.now() + LIFETIME_MS[purpose]),
  })
  return value
}

import { DomainError, type SignInChallenge } from '@skyclust/domain'
import { isoTime } from '../ports/new-id.ts'
import type { Ports } from '../ports/ports.ts'
import type { Stores } from '../ports/stores.ts'

/** A challenge is answered within five minutes and five attempts. */
export const CHALLENGE_MS = 5 * 60_000
const MAX_ATTEMPTS = 5

/** Part of what is hashed: a challenge made for one purpose is unknown to every other. */
export type ChallengePurpose = 'second-factor' | 'passkey-sign-in' | 'passkey-registration'

export function challengeHash(
  ports: Pick<Ports, 'tokens'>,
  purpose: ChallengePurpose,
  token: string,
): string {
  return ports.tokens.hash(`${purpose}:${token}`)
}

export function newChallenge(
  ports: Pick<Ports, 'tokens' | 'clock'>,
  purpose: ChallengePurpose,
  token: string,
  fields: Pick<SignInChallenge, 'userId' | 'passkeyChallenge'>,
): SignInChallenge {
  return {
    ...fields,
    tokenHash: challengeHash(ports, purpose, token),
    failures: 0,
    expiresAt: isoTime(ports.clock.now() + CHALLENGE_MS),
  }
}

/**
 * Counts an attempt at the challenge before it is judged, on record at once, so that attempts at the same time cannot
 * share one count. Unauthenticated `challenge-expired` when it is unknown, too old or used up.
 */
export async function attemptChallenge(
  ports: Pick<Ports, 'db' | 'tokens' | 'clock'>,
  purpose: ChallengePurpose,
  token: string,
): Promise<SignInChallenge> {
  const hash = challengeHash(ports, purpose, token)
  const challenge = await ports.db.apart(async ({ challenges }) => {
    const found = await challenges.get(hash, isoTime(ports.clock.now()))
    if (!found || found.failures >= MAX_ATTEMPTS) return undefined
    const counted = { ...found, failures: found.failures + 1 }
    await challenges.update(counted)
    return counted
  })
  if (!challenge) throw challengeExpired()
  return challenge
}

/** Takes the challenge out, once: of two right answers at the same time one comes too late. */
export async function closeChallenge(
  ports: Pick<Ports, 'clock'>,
  stores: Pick<Stores, 'challenges'>,
  tokenHash: string,
): Promise<void> {
  const still = await stores.challenges.get(tokenHash, isoTime(ports.clock.now()))
  if (!still) throw challengeExpired()
  await stores.challenges.delete(tokenHash)
}

export function challengeExpired(): DomainError {
  return new DomainError(
    'unauthenticated',
    'challenge-expired',
    'This took too long, or too many attempts. Begin again.',
  )
}

import type { Ports } from '../ports/ports.ts'
import { challengeExpired, challengeHash, newChallenge } from './challenges.ts'
import type { ChallengeRequest } from './requests.ts'
import { countPasskeyOptions } from './throttling.ts'
import type { PasskeyOptionsView, PasskeySignInOptionsView } from './views.ts'
import { isoTime } from '../ports/new-id.ts'
import type { Client } from './client.ts'

/** Options for the passkeys of the user whose password was right. */
export async function challengeSecondPasskey(
  ports: Ports,
  { challenge: token }: ChallengeRequest,
): Promise<PasskeyOptionsView> {
  const hash = challengeHash(ports, 'second-factor', token)
  const now = isoTime(ports.clock.now())
  const seen = await ports.db.stores.challenges.get(hash, now)
  if (!seen?.userId) throw challengeExpired()
  const passkeys = await ports.db.stores.passkeys.listFor(seen.userId)
  const { challenge, options } = await ports.passkeys.signInOptions(passkeys)
  await ports.db.transaction(async ({ challenges }) => {
    // Read again under its lock: an attempt may have been counted meanwhile.
    const current = await challenges.get(hash, now)
    if (!current) throw challengeExpired()
    await challenges.update({ ...current, passkeyChallenge: challenge })
  })
  return { options }
}

/** Options for any passkey of this site: who it is, is known when it has answered. */
export async function challengePasskey(
  ports: Ports,
  client: Client,
): Promise<PasskeySignInOptionsView> {
  await countPasskeyOptions(ports, client.address)
  const { challenge, options } = await ports.passkeys.signInOptions([])
  const token = ports.tokens.newSecret().value
  const stored = newChallenge(ports, 'passkey-sign-in', token, {
    userId: undefined,
    passkeyChallenge: challenge,
  })
  await ports.db.transaction(({ challenges }) => challenges.insert(stored))
  return { challenge: token, options, expiresAt: stored.expiresAt }
}

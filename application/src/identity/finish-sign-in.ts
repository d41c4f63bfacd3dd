import { DomainError } from '@skyclust/domain'
import type { Ports } from '../ports/ports.ts'
import { attemptChallenge, challengeExpired, closeChallenge } from './challenges.ts'
import type { Client } from './client.ts'
import { lockUser } from './load-user.ts'
import type { FinishSignInRequest } from './requests.ts'
import { judgeProof } from './second-factors.ts'
import { type StartedSession, startSession } from './start-session.ts'
import { countSecondFactor } from './throttling.ts'

/** The second factor after a right password: starts the session; unauthenticated `wrong-code` when it does not fit. */
export async function finishSignIn(
  ports: Ports,
  { challenge: token, ...proof }: FinishSignInRequest,
  client: Client,
): Promise<StartedSession> {
  const { userId, tokenHash, passkeyChallenge } = await attemptChallenge(
    ports,
    'second-factor',
    token,
  )
  const user = userId && (await ports.db.stores.users.get(userId))
  if (!user) throw challengeExpired()
  ports.trail.note({ target: { kind: 'user', id: user.id, name: user.email } })
  const counted = await countSecondFactor(ports, user.id)
  const judged = await judgeProof(ports, user.id, proof, passkeyChallenge)
  if (!judged) throw wrongCode()
  // A recovery code is judged by spending it, so it stays counted. Before the transaction: the counter has its own.
  if (judged.method !== 'recovery') await counted.giveBack()
  return ports.db.transaction(async (stores) => {
    // First, as everybody does who locks both.
    await lockUser(stores, user.id)
    await closeChallenge(ports, stores, tokenHash)
    if (!(await judged.use(stores))) throw wrongCode()
    return startSession(ports, stores, user, client, { methods: ['pwd', judged.method] })
  })
}

export function wrongCode(): DomainError {
  return new DomainError(
    'unauthenticated',
    'wrong-code',
    'This does not fit, or was used already. Wait for the next code of your app, or take another way.',
  )
}

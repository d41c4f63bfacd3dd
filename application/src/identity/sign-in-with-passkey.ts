import { DomainError } from '@skyclust/domain'
import type { Ports } from '../ports/ports.ts'
import { attemptChallenge, closeChallenge } from './challenges.ts'
import type { Client } from './client.ts'
import { lockUser } from './load-user.ts'
import type { PasskeySignInRequest } from './requests.ts'
import { judgePasskey } from './second-factors.ts'
import { type StartedSession, startSession } from './start-session.ts'
import { countAttempt } from './throttling.ts'

/**
 * Signs in with a passkey alone. It is something the person has, unlocked by something they know or are (user verification
 * is demanded), so no further factor is asked for. Unauthenticated `wrong-passkey` when it does not fit.
 */
export async function signInWithPasskey(
  ports: Ports,
  { challenge: token, answer }: PasskeySignInRequest,
  client: Client,
): Promise<StartedSession> {
  const counted = await countAttempt(ports, client.address)
  const { tokenHash, passkeyChallenge } = await attemptChallenge(ports, 'passkey-sign-in', token)
  const passkey = await ports.db.stores.passkeys.findByCredentialId(answer.id)
  const user = passkey && (await ports.db.stores.users.get(passkey.userId))
  if (user) ports.trail.note({ target: { kind: 'user', id: user.id, name: user.email } })
  const judged =
    passkey && passkeyChallenge !== undefined
      ? await judgePasskey(ports, passkey, passkeyChallenge, answer)
      : undefined
  if (!judged || !user) throw wrongPasskey()
  await counted.giveBack()
  return ports.db.transaction(async (stores) => {
    await lockUser(stores, user.id)
    await closeChallenge(ports, stores, tokenHash)
    if (!(await judged.use(stores))) throw wrongPasskey()
    return startSession(ports, stores, user, client, { methods: ['passkey'] })
  })
}

function wrongPasskey(): DomainError {
  return new DomainError(
    'unauthenticated',
    'wrong-passkey',
    'This passkey is not known here. Sign in another way and register it in your profile.',
  )
}

import { DomainError, type User } from '@skyclust/domain'
import type { Ports } from '../ports/ports.ts'
import type { PersonIdentity } from './identity-of.ts'
import { wrongCode } from './finish-sign-in.ts'
import { loadUser } from './load-user.ts'
import { judgeCode, type JudgedProof } from './second-factors.ts'
import { isPasswordOf } from './sign-in.ts'
import { countReauthentication } from './throttling.ts'

/** So long after signing in nobody is asked again. */
const FRESH_MS = 15 * 60_000

/** Whether the person signed in a moment ago. */
export function isFresh(ports: Pick<Ports, 'clock'>, { session }: PersonIdentity): boolean {
  return ports.clock.now() - Date.parse(session.createdAt) < FRESH_MS
}

/**
 * For changes that would let a stranger at an unlocked screen keep the account: the sign-in must be fresh, or the password
 * given again. Forbidden `reauthentication-required` or `wrong-password`.
 */
export async function reauthenticate(
  ports: Ports,
  identity: PersonIdentity,
  proof: { readonly password?: string | undefined } | null | undefined,
): Promise<User> {
  const user = await loadUser(ports.db.stores, identity.user.id)
  if (proof?.password !== undefined) {
    await assertPassword(ports, user, proof.password)
    return user
  }
  if (isFresh(ports, identity)) return user
  throw new DomainError(
    'forbidden',
    'reauthentication-required',
    user.passwordHash === undefined
      ? 'Sign out and in again, then repeat this within 15 minutes.'
      : 'Repeat this with your password in the field «password», or within 15 minutes of signing in.',
  )
}

/** The same, with a code of the authenticator app as another way; undefined where none was given. */
export async function judgeFreshCode(ports: Ports, user: User, code: string): Promise<JudgedProof> {
  const counted = await countReauthentication(ports, user.id)
  const judged = await judgeCode(ports, user.id, code)
  if (!judged) throw wrongCodeOfSignedIn()
  await counted.giveBack()
  return judged
}

/** Forbidden `wrong-password` unless it is the user's; guesses are counted apart from sign-in. */
export async function assertPassword(ports: Ports, user: User, password: string): Promise<void> {
  const counted = await countReauthentication(ports, user.id)
  if (!(await isPasswordOf(ports.passwords, user, password))) throw wrongPassword()
  await counted.giveBack()
}

export function wrongPassword(): DomainError {
  return new DomainError('forbidden', 'wrong-password', 'This is not your present password.')
}

/** Not 401: the session is good, only the code is not. */
export function wrongCodeOfSignedIn(): DomainError {
  const { code, message } = wrongCode()
  return new DomainError('forbidden', code, message)
}

import { DomainError } from '@skyclust/domain'
import type { Ports } from '../ports/ports.ts'
import type { Passwords } from '../ports/stores.ts'
import type { SignInAttempts } from './attempts.ts'
import type { Client } from './client.ts'
import type { SignInRequest } from './requests.ts'
import { type StartedSession, startSession } from './start-session.ts'

/** Starts a session; an unknown e-mail and a wrong password take as long and sound the same. */
export async function signIn(
  ports: Ports,
  attempts: SignInAttempts,
  request: SignInRequest,
  client: Client,
): Promise<StartedSession> {
  const email = request.email.toLowerCase()
  attempts.begin(email, client.address)
  const user = await ports.db.stores.users.findByEmail(email)
  const hash = user?.passwordHash ?? (await decoyHash(ports.passwords))
  const right = await ports.passwords.verify(request.password, hash)
  if (!user || !right)
    throw new DomainError(
      'unauthenticated',
      'wrong-credentials',
      'E-mail address and password do not belong together.',
    )
  attempts.succeeded(email, client.address)
  return startSession(ports, ports.db.stores, user, client)
}

const decoys = new WeakMap<Passwords, Promise<string>>()

/** A hash of nobody's password, made once, so that unknown users cost one verification too. */
function decoyHash(passwords: Passwords): Promise<string> {
  let decoy = decoys.get(passwords)
  if (!decoy) {
    decoy = passwords.hash('nobody has this password')
    decoys.set(passwords, decoy)
  }
  return decoy
}

import type { User } from '@skyclust/domain'
import type { Passwords } from '../ports/identity.ts'
import type { Ports } from '../ports/ports.ts'
import { newChallenge } from './challenges.ts'
import type { Client } from './client.ts'
import { EmailAddress, type SignInRequest } from './requests.ts'
import { methodsOf, secondFactorOf } from './second-factors.ts'
import {
  assertEnabled,
  type StartedSession,
  startSession,
  wrongCredentials,
} from './start-session.ts'
import { countSignIn } from './throttling.ts'
import type { ChallengeView } from './views.ts'

/** A right password starts a session, or asks for the second factor of who has one. */
export type SignInOutcome =
  | { readonly state: 'signed-in'; readonly started: StartedSession }
  | { readonly state: 'second-factor'; readonly challenge: ChallengeView }

/** Judges a password; an unknown e-mail address and a wrong password take as long and sound the same. */
export async function signIn(
  ports: Ports,
  request: SignInRequest,
  client: Client,
): Promise<SignInOutcome> {
  const email = request.email.toLowerCase()
  noteClaimed(ports, email, undefined)
  const counted = await countSignIn(ports, email, client.address)
  const user = await ports.db.stores.users.findByEmail(email)
  noteClaimed(ports, email, user)
  if (!(await isPasswordOf(ports.passwords, user, request.password)) || !user)
    throw wrongCredentials()
  await counted.giveBack()
  assertEnabled(user)
  const methods = methodsOf(await secondFactorOf(ports.db.stores, user.id))
  if (methods.length > 0)
    return { state: 'second-factor', challenge: await challenge(ports, user, methods) }
  const started = await ports.db.transaction((stores) =>
    startSession(ports, stores, user, client, { methods: ['pwd'] }),
  )
  return { state: 'signed-in', started }
}

async function challenge(
  ports: Ports,
  user: User,
  methods: ChallengeView['methods'],
): Promise<ChallengeView> {
  const token = ports.tokens.newSecret().value
  const stored = newChallenge(ports, 'second-factor', token, {
    userId: user.id,
    passkeyChallenge: undefined,
  })
  await ports.db.transaction(async ({ users, challenges }) => {
    // Replacing a password ends what was begun with the earlier one; nothing of it begins afterwards.
    const current = await users.lock(user.id)
    if (current?.passwordHash !== user.passwordHash) throw wrongCredentials()
    await challenges.insert(stored)
  })
  return { challenge: token, methods, expiresAt: stored.expiresAt }
}

/** People type passwords into the wrong field: only what looks like an address is written down. */
function noteClaimed(ports: Ports, email: string, user: User | undefined): void {
  const name = EmailAddress.safeParse(email).success ? email : 'not an e-mail address'
  ports.trail.note({ target: { kind: 'user', id: user?.id ?? 'unknown', name } })
}

const decoys = new WeakMap<Passwords, Promise<string>>()

/** One verification in every case: where there is no hash, against that of a value nobody knows. */
export async function isPasswordOf(
  passwords: Passwords,
  user: Pick<User, 'passwordHash'> | undefined,
  password: string,
): Promise<boolean> {
  let decoy = decoys.get(passwords)
  if (!decoy) {
    decoy = passwords.hash('a decoy: it is never compared with success')
    decoys.set(passwords, decoy)
  }
  const right = await passwords.verify(password, user?.passwordHash ?? (await decoy))
  return right && user?.passwordHash !== undefined
}

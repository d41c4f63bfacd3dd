import { isoTime, newId, type Ports, startSession, type Stores } from '@skyclust/application'
import { type SessionId, type User, UserId } from '@skyclust/domain'

const CLIENT = { address: '127.0.0.1', userAgent: 'isolation' }

/** Somebody with an account and a session. */
export interface Person {
  readonly user: User
  readonly sessionId: SessionId
  /** Value of the session cookie. */
  readonly cookie: string
  readonly accessToken: string
}

/** A new account that can sign in; nobody knows its password. */
export async function newPerson(
  ports: Ports,
  stores: Stores,
  name: string,
  extra: Partial<User> = {},
): Promise<Person> {
  const now = isoTime(ports.clock.now())
  const user: User = {
    id: newId(ports.random, 'usr', UserId),
    email: `${name}@${name}.example.com`,
    emailVerifiedAt: now,
    name,
    passwordHash: undefined,
    platformAdmin: false,
    locale: 'en',
    disabledAt: undefined,
    createdAt: now,
    ...extra,
  }
  await stores.users.insert(user)
  return signedIn(ports, stores, user)
}

/** One more session of the user, with an access token of ten minutes. */
export async function signedIn(ports: Ports, stores: Stores, user: User): Promise<Person> {
  const { value, session } = await startSession(ports, stores, user, CLIENT, { methods: ['pwd'] })
  const { token } = await ports.tokens.issue({ userId: user.id, sessionId: session.id })
  return { user, sessionId: session.id, cookie: value, accessToken: token }
}

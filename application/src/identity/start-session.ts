import {
  DomainError,
  type Session,
  SessionId,
  type SignInMethod,
  type User,
} from '@skyclust/domain'
import { isoTime, newId } from '../ports/new-id.ts'
import type { Ports } from '../ports/ports.ts'
import type { Stores } from '../ports/stores.ts'
import type { Client } from './client.ts'
import { lockUser } from './load-user.ts'

/** Sessions end after two weeks, whatever happens. */
export const SESSION_MS = 14 * 24 * 3_600_000

/** A new session; `value` is the only copy of the cookie's content. */
export interface StartedSession {
  readonly value: string
  readonly user: User
  readonly session: Session
}

/** How the user proved who they are, and at which provider. */
export interface SignInProof {
  readonly methods: readonly SignInMethod[]
  readonly oidc?: Session['oidc']
}

/**
 * Starts a session of a user whose proof has been judged; forbidden `account-disabled` for a disabled one, unauthenticated
 * `wrong-credentials` when the password was replaced since. Who disables an account or replaces its password ends its
 * sessions: the lock lets none begin behind their back.
 */
export async function startSession(
  ports: Pick<Ports, 'clock' | 'random' | 'tokens' | 'trail'>,
  stores: Pick<Stores, 'sessions' | 'users'>,
  judged: User,
  client: Client,
  proof: SignInProof,
): Promise<StartedSession> {
  const user = await lockUser(stores, judged.id)
  assertEnabled(user)
  if (proof.methods.includes('pwd') && user.passwordHash !== judged.passwordHash)
    throw wrongCredentials()
  const { value, hash } = ports.tokens.newSecret()
  const now = ports.clock.now()
  const session: Session = {
    id: newId(ports.random, 'ses', SessionId),
    userId: user.id,
    tokenHash: hash,
    createdAt: isoTime(now),
    expiresAt: isoTime(now + SESSION_MS),
    lastSeenAt: isoTime(now),
    userAgent: client.userAgent.slice(0, 300),
    address: client.address,
    methods: proof.methods,
    oidc: proof.oidc,
  }
  await stores.sessions.insert(session)
  ports.trail.note({ principal: { kind: 'user', id: user.id, name: user.email } })
  return { value, user, session }
}

export function wrongCredentials(): DomainError {
  return new DomainError(
    'unauthenticated',
    'wrong-credentials',
    'E-mail address and password do not belong together.',
  )
}

/** Told only to who has shown that the account is theirs. */
export function assertEnabled(user: User): void {
  if (user.disabledAt === undefined) return
  throw new DomainError(
    'forbidden',
    'account-disabled',
    'This account is disabled. Ask an administrator of this installation.',
  )
}

import { type Session, SessionId, type User } from '@skyclust/domain'
import { isoTime, newId } from '../ports/new-id.ts'
import type { Ports } from '../ports/ports.ts'
import type { Stores } from '../ports/stores.ts'
import type { Client } from './client.ts'

/** Sessions end after two weeks, whatever happens. */
export const SESSION_MS = 14 * 24 * 3_600_000

/** A new session; `value` is the only copy of the cookie's content. */
export interface StartedSession {
  readonly value: string
  readonly user: User
  readonly session: Session
}

export async function startSession(
  ports: Pick<Ports, 'clock' | 'random' | 'tokens'>,
  stores: Pick<Stores, 'sessions'>,
  user: User,
  client: Client,
): Promise<StartedSession> {
  const { value, hash } = ports.tokens.newSession()
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
  }
  await stores.sessions.insert(session)
  return { value, user, session }
}

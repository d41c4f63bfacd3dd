import type { Session, SessionId, User } from '@skyclust/domain'
import { isoTime } from '../ports/new-id.ts'
import type { Ports } from '../ports/ports.ts'

/** Who asks, by which session. */
export interface Authenticated {
  readonly user: User
  readonly session: Session
}

const TOUCH_MS = 5 * 60_000

/** The holder of a session cookie; undefined when it is unknown, ended or expired. */
export async function authenticateSession(
  ports: Ports,
  cookieValue: string,
): Promise<Authenticated | undefined> {
  const found = await ports.db.stores.sessions.findByTokenHash(
    ports.tokens.hashSession(cookieValue),
  )
  return alive(ports, found)
}

/** The holder of an access token; its session must still exist, so sign-out bites at once. */
export async function authenticateToken(
  ports: Ports,
  token: string,
): Promise<Authenticated | undefined> {
  const subject = await ports.tokens.verify(token)
  if (!subject) return undefined
  const found = await ports.db.stores.sessions.get(subject.sessionId)
  return found?.user.id === subject.userId ? alive(ports, found) : undefined
}

/** Whether a session that was good before still is; for connections that stay open. */
export async function authenticateSessionId(
  ports: Ports,
  id: SessionId,
): Promise<Authenticated | undefined> {
  return alive(ports, await ports.db.stores.sessions.get(id))
}

async function alive(
  ports: Ports,
  found: Authenticated | undefined,
): Promise<Authenticated | undefined> {
  const now = ports.clock.now()
  if (!found || Date.parse(found.session.expiresAt) <= now) return undefined
  if (now - Date.parse(found.session.lastSeenAt) >= TOUCH_MS)
    await ports.db.stores.sessions.touch(found.session.id, isoTime(now))
  return found
}

import { notFound, type Session, type SessionId } from '@skyclust/domain'
import { isoTime } from '../ports/new-id.ts'
import type { Ports } from '../ports/ports.ts'
import { deviceName } from './device-name.ts'
import type { PersonIdentity } from './identity-of.ts'
import type { SessionView } from './views.ts'

/** Where the user is signed in, newest first. */
export async function listSessions(
  ports: Ports,
  { user, session }: PersonIdentity,
): Promise<{ readonly items: readonly SessionView[] }> {
  const now = isoTime(ports.clock.now())
  const sessions = await ports.db.stores.sessions.listFor(user.id, now)
  return { items: sessions.map((each) => sessionView(each, session.id)) }
}

/** Ends one of the user's sessions. Not-found for somebody else's, as for none. */
export async function endSession(
  ports: Ports,
  { user }: PersonIdentity,
  id: SessionId,
): Promise<void> {
  await ports.db.transaction(async (stores) => {
    const found = await stores.sessions.get(id)
    if (found?.session.userId !== user.id) throw notFound('session', id)
    ports.trail.note({
      target: { kind: 'session', id, name: deviceName(found.session.userAgent) },
      before: sessionView(found.session, undefined),
    })
    await stores.sessions.delete(id)
  })
}

/** Ends all sessions of the user but the one that asks; returns how many. */
export async function endOtherSessions(
  ports: Ports,
  { user, session }: PersonIdentity,
): Promise<number> {
  ports.trail.note({ target: { kind: 'user', id: user.id, name: user.email } })
  return ports.db.transaction(({ sessions }) => sessions.deleteFor(user.id, session.id))
}

function sessionView(session: Session, current: SessionId | undefined): SessionView {
  const { id, address, methods, createdAt, lastSeenAt, expiresAt } = session
  const device = deviceName(session.userAgent)
  return {
    id,
    current: id === current,
    device,
    address,
    methods,
    createdAt,
    lastSeenAt,
    expiresAt,
  }
}

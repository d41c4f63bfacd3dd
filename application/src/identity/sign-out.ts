import type { SessionId } from '@skyclust/domain'
import type { Ports } from '../ports/ports.ts'

/** Ends the session; its cookie and every access token issued from it are refused from then on. */
export async function signOut(ports: Ports, sessionId: SessionId): Promise<void> {
  await ports.db.stores.sessions.delete(sessionId)
}

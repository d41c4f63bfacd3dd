import type { Session } from '@skyclust/domain'
import { providerLogoutUrl } from '../oidc/provider-logout-url.ts'
import type { Ports } from '../ports/ports.ts'

/** Ends the session; its cookie and every access token issued from it are refused from then on. */
export async function signOut(
  ports: Ports,
  session: Session,
): Promise<{
  /** Where the browser goes to be signed out at its provider too; null where there is none. */
  readonly providerLogoutUrl: string | null
}> {
  const url = await providerLogoutUrl(ports, session)
  ports.trail.note({ target: { kind: 'session', id: session.id, name: session.address } })
  await ports.db.transaction(({ sessions }) => sessions.delete(session.id))
  return { providerLogoutUrl: url ?? null }
}

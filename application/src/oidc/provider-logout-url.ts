import type { Session } from '@skyclust/domain'
import type { Ports } from '../ports/ports.ts'
import { postLogoutRedirectUri } from './views.ts'

/**
 * Where the browser goes to end the session at the provider as well; undefined for other sessions, and whenever the provider
 * has no such place or cannot be asked: signing out here never fails because of it. Asks the provider over the network,
 * hence before a transaction begins.
 */
export async function providerLogoutUrl(
  ports: Pick<Ports, 'db' | 'oidc' | 'installation' | 'logger'>,
  { oidc }: Pick<Session, 'oidc'>,
): Promise<string | undefined> {
  if (!oidc) return undefined
  try {
    const provider = await ports.db.stores.oidcProviders.find(oidc.providerId)
    if (!provider?.enabled) return undefined
    return await ports.oidc.logoutUrl(provider, {
      idToken: oidc.idToken,
      returnTo: postLogoutRedirectUri(ports.installation),
    })
  } catch (error) {
    ports.logger.info({ err: error, provider: oidc.providerId }, 'no logout at the provider')
    return undefined
  }
}

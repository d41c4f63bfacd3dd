import { notFound, type OidcProvider } from '@skyclust/domain'
import type { OidcClientSettings } from '../ports/identity.ts'
import type { Ports } from '../ports/ports.ts'
import type { VaultContext } from '../ports/stores.ts'

/** What a sealed client secret is bound to. */
export function clientSecretContext({
  workspaceId,
  id,
}: Pick<OidcProvider, 'workspaceId' | 'id'>): VaultContext {
  return { kind: 'oidc-client', workspaceId, id }
}

/** The provider with its client secret opened; for the OIDC client only, never for a view. */
export async function openProvider(
  ports: Pick<Ports, 'db' | 'vault'>,
  provider: OidcProvider,
): Promise<OidcClientSettings> {
  const { workspaceId, id, issuer, clientId, scopes } = provider
  const sealed = await ports.db.stores.oidcProviders.sealed(workspaceId, id)
  if (!sealed) throw notFound('OpenID provider', id)
  const clientSecret = await ports.vault.open(sealed, clientSecretContext(provider))
  return { issuer, clientId, clientSecret, scopes }
}

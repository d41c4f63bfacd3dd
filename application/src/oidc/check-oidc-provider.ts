import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { loadOidcProvider } from './get-oidc-provider.ts'
import type { OidcProviderTestView } from './views.ts'

/** Reads the provider's discovery document and keys again; invalid `oidc-discovery-failed` says what is wrong. */
export async function checkOidcProvider(
  ports: Ports,
  actor: WorkspaceActor,
  id: string,
): Promise<OidcProviderTestView> {
  const provider = await loadOidcProvider(ports, ports.db.stores, actor, id)
  const found = await ports.oidc.discover(provider)
  return { issuer: provider.issuer, endSessionEndpoint: found.endSessionEndpoint ?? null }
}

import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { expectVersion } from '../workspaces/expect-version.ts'
import { loadOidcProvider } from './get-oidc-provider.ts'
import { oidcProviderView } from './views.ts'

/** Removes a provider, and with it the links of accounts to it; members stay members and sign in otherwise. */
export async function deleteOidcProvider(
  ports: Ports,
  actor: WorkspaceActor,
  id: string,
  options: { readonly ifVersion?: number } = {},
): Promise<void> {
  await ports.db.transaction(async (stores) => {
    const provider = await loadOidcProvider(ports, stores, actor, id)
    expectVersion('OpenID provider', provider, options.ifVersion)
    ports.trail.note({ before: oidcProviderView(provider, ports.installation) })
    await stores.oidcProviders.delete(actor.workspaceId, provider.id)
  })
}

import { type OidcProvider, OidcProviderId } from '@skyclust/domain'
import { isoTime, newId } from '../ports/new-id.ts'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { assertMayVouch } from './assert-may-vouch.ts'
import { assertMayHandOut } from './assigned-roles.ts'
import { oidcProviderTarget } from './get-oidc-provider.ts'
import { clientSecretContext } from './provider-secret.ts'
import type { CreateOidcProviderRequest } from './requests.ts'
import { type OidcProviderView, oidcProviderView } from './views.ts'

/** Registers an OpenID provider after its discovery document was read; nothing is stored when that fails. */
export async function createOidcProvider(
  ports: Ports,
  actor: WorkspaceActor,
  { clientSecret, defaultRole, ...request }: CreateOidcProviderRequest,
): Promise<OidcProviderView> {
  const provider: OidcProvider = {
    ...request,
    id: newId(ports.random, 'oip', OidcProviderId),
    workspaceId: actor.workspaceId,
    defaultRole: defaultRole ?? undefined,
    createdAt: isoTime(ports.clock.now()),
    version: 1,
  }
  ports.trail.note({ target: oidcProviderTarget(provider) })
  await assertMayVouch(ports.db.stores, actor)
  await assertMayHandOut(ports.db.stores, actor, provider)
  await ports.oidc.discover(provider)
  const sealed = await ports.vault.seal(clientSecret, clientSecretContext(provider))
  const view = oidcProviderView(provider, ports.installation)
  await ports.db.transaction(async (stores) => {
    await assertMayVouch(stores, actor)
    await stores.oidcProviders.insert(provider, sealed)
    ports.trail.note({ after: view })
  })
  return view
}

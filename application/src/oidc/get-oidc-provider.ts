import { type AuditTarget, notFound, type OidcProvider, OidcProviderId } from '@skyclust/domain'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import type { Stores } from '../ports/stores.ts'
import { type OidcProviderView, oidcProviderView } from './views.ts'

/** A provider as audit entries name it. */
export function oidcProviderTarget({ id, name }: Pick<OidcProvider, 'id' | 'name'>): AuditTarget {
  return { kind: 'oidc-provider', id, name }
}

/** A provider of the actor's workspace; it is the request's target from here on. Throws not-found. */
export async function loadOidcProvider(
  ports: Pick<Ports, 'trail'>,
  stores: Pick<Stores, 'oidcProviders'>,
  actor: WorkspaceActor,
  id: string,
): Promise<OidcProvider> {
  ports.trail.note({ target: { kind: 'oidc-provider', id, name: id } })
  const parsed = OidcProviderId.safeParse(id)
  const provider =
    parsed.success && (await stores.oidcProviders.get(actor.workspaceId, parsed.data))
  if (!provider) throw notFound('OpenID provider', id)
  ports.trail.note({ target: oidcProviderTarget(provider) })
  return provider
}

/** One provider of the workspace, without its secret. */
export async function getOidcProvider(
  ports: Ports,
  actor: WorkspaceActor,
  id: string,
): Promise<OidcProviderView> {
  const provider = await loadOidcProvider(ports, ports.db.stores, actor, id)
  return oidcProviderView(provider, ports.installation)
}

/** The providers of the workspace, without their secrets. */
export async function listOidcProviders(
  ports: Ports,
  actor: WorkspaceActor,
): Promise<{ readonly items: OidcProviderView[] }> {
  const providers = await ports.db.stores.oidcProviders.list(actor.workspaceId)
  return { items: providers.map((provider) => oidcProviderView(provider, ports.installation)) }
}

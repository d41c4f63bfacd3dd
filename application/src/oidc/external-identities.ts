import { notFound, OidcProviderId, type UserId } from '@skyclust/domain'
import { lockUser } from '../identity/load-user.ts'
import { assertWayIn } from '../identity/passkeys.ts'
import type { Actor, Ports } from '../ports/ports.ts'
import type { Stores } from '../ports/stores.ts'
import type { ExternalIdentityView, LinkableProviderView } from './views.ts'

/** The providers the signed-in account is linked to, and those of its workspaces that it could be linked to. */
export async function listExternalIdentities(
  ports: Ports,
  { userId }: Actor,
): Promise<{
  readonly items: ExternalIdentityView[]
  readonly linkable: LinkableProviderView[]
}> {
  const { stores } = ports.db
  const items: ExternalIdentityView[] = []
  for (const { providerId, email, createdAt } of await stores.externalIdentities.listFor(userId)) {
    const provider = await stores.oidcProviders.find(providerId)
    const workspace = provider && (await stores.workspaces.get(provider.workspaceId))
    if (!provider || !workspace) continue
    const { name: providerName, preset } = provider
    const workspaceName = workspace.name
    items.push({ providerId, providerName, preset, workspaceName, email, createdAt })
  }
  const linked = new Set(items.map(({ providerId }) => providerId))
  return { items, linkable: await linkableProviders(stores, userId, linked) }
}

async function linkableProviders(
  stores: Pick<Stores, 'workspaces' | 'oidcProviders'>,
  userId: UserId,
  linked: ReadonlySet<string>,
): Promise<LinkableProviderView[]> {
  const found: LinkableProviderView[] = []
  for (const { id: workspaceId, name: workspaceName } of await stores.workspaces.listFor(userId))
    for (const { id, name, preset, enabled } of await stores.oidcProviders.list(workspaceId))
      if (enabled && !linked.has(id))
        found.push({ providerId: id, providerName: name, preset, workspaceName })
  return found
}

/** Unlinks a provider; conflict `last-way-in` when the account could not be signed in to otherwise. */
export async function unlinkExternalIdentity(
  ports: Ports,
  { userId }: Actor,
  providerId: string,
): Promise<void> {
  ports.trail.note({ target: { kind: 'external-identity', id: providerId, name: providerId } })
  await ports.db.transaction(async (stores) => {
    // Of two ways in that are removed at once the second sees that the first has gone.
    const user = await lockUser(stores, userId)
    const linked = await stores.externalIdentities.listFor(userId)
    const own = linked.find((identity) => identity.providerId === providerId)
    const id = OidcProviderId.safeParse(providerId)
    if (!own || !id.success) throw notFound('linked provider', providerId)
    const provider = await stores.oidcProviders.find(id.data)
    const name = provider?.name ?? providerId
    ports.trail.note({ target: { kind: 'external-identity', id: providerId, name } })
    await stores.externalIdentities.delete(userId, id.data)
    await assertWayIn(stores, user)
    ports.trail.note({ before: { linkedTo: own.email, issuer: own.issuer } })
  })
}

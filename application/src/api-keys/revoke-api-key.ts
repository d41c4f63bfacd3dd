import { type ApiKey, type ApiKeyId, notFound } from '@skyclust/domain'
import type { Identity } from '../identity/identity-of.ts'
import { principalNames } from '../members/principal-names.ts'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { apiKeyTarget } from './issue-api-key.ts'
import { apiKeyView } from './views.ts'

/**
 * Ends a key: one's own, or anybody's for who has api-key:manage. A key without that may end itself only. Of others' keys
 * one learns nothing: not-found.
 */
export async function revokeApiKey(
  ports: Ports,
  actor: WorkspaceActor,
  identity: Identity,
  id: ApiKeyId,
): Promise<void> {
  ports.trail.note({ target: apiKeyTarget({ id, name: id }) })
  await ports.db.transaction(async (stores) => {
    const key = await stores.apiKeys.get(actor.workspaceId, id)
    if (!key || !mayRevoke(actor, identity, key)) throw notFound('API key', id)
    const named = await principalNames(stores, actor.workspaceId)
    await stores.apiKeys.delete(actor.workspaceId, id)
    ports.trail.note({ target: apiKeyTarget(key), before: apiKeyView(key, named) })
  })
}

function mayRevoke(actor: WorkspaceActor, identity: Identity, key: ApiKey): boolean {
  if (actor.access.has('api-key:manage')) return true
  return identity.by === 'api-key'
    ? identity.key.id === key.id
    : key.principalId === actor.principal.id
}

import { principalNames } from '../members/principal-names.ts'
import { assertPermission } from '../identity/authorize.ts'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { type ApiKeyView, apiKeyView } from './views.ts'

/** The asking principal's keys, newest first; with `all` everybody's, for who has api-key:manage. */
export async function listApiKeys(
  ports: Ports,
  actor: WorkspaceActor,
  { all }: { readonly all: boolean },
): Promise<{ readonly items: ApiKeyView[] }> {
  if (all) assertPermission(actor, 'api-key:manage')
  const { stores } = ports.db
  const keys = await stores.apiKeys.list(actor.workspaceId, all ? undefined : actor.principal.id)
  const named = await principalNames(stores, actor.workspaceId)
  return { items: keys.map((key) => apiKeyView(key, named)) }
}

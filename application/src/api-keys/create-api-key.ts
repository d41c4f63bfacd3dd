import type { Identity } from '../identity/identity-of.ts'
import { personOf } from '../members/person-of.ts'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { issueApiKey, newApiKey } from './issue-api-key.ts'
import type { CreateApiKeyRequest } from './requests.ts'
import { refuseScopesBeyond } from './refuse-scopes-beyond.ts'
import type { NewApiKeyView } from './views.ts'

/**
 * A key of the asking person's own, of scopes they have: forbidden `beyond-own-access`. Keys make no keys: forbidden
 * `people-only`.
 */
export async function createApiKey(
  ports: Ports,
  actor: WorkspaceActor,
  identity: Identity,
  request: CreateApiKeyRequest,
): Promise<NewApiKeyView> {
  const issued = newApiKey(ports, actor, actor.principal.id, request)
  personOf(identity)
  refuseScopesBeyond(actor.access, request.scopes, 'you do not have here yourself')
  const { principal } = actor
  return ports.db.transaction((stores) =>
    issueApiKey(ports, stores, issued, () => ({ ...principal })),
  )
}

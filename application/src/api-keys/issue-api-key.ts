import {
  type ApiKey,
  ApiKeyId,
  type AuditTarget,
  formatApiKeyToken,
  type PrincipalId,
  WORKSPACE_PERMISSIONS,
} from '@skyclust/domain'
import type { PrincipalView } from '../members/views.ts'
import { isoTime, newId } from '../ports/new-id.ts'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import type { Stores } from '../ports/stores.ts'
import type { CreateApiKeyRequest } from './requests.ts'
import { apiKeyView, type NewApiKeyView } from './views.ts'

const DAY_MS = 86_400_000

/** A key as audit entries name it. */
export function apiKeyTarget({ id, name }: Pick<ApiKey, 'id' | 'name'>): AuditTarget {
  return { kind: 'api-key', id, name }
}

/** A new key with its token, not stored yet; it is the request's target from here on. */
export function newApiKey(
  ports: Pick<Ports, 'random' | 'tokens' | 'clock' | 'trail'>,
  actor: WorkspaceActor,
  principalId: PrincipalId,
  { name, scopes, expiresInDays }: CreateApiKeyRequest,
): { readonly key: ApiKey; readonly token: string } {
  const id = newId(ports.random, 'key', ApiKeyId)
  const { value: secret, hash: secretHash } = ports.tokens.newSecret()
  const now = ports.clock.now()
  const key: ApiKey = {
    workspaceId: actor.workspaceId,
    id,
    name,
    principalId,
    scopes: WORKSPACE_PERMISSIONS.filter((permission) => scopes.includes(permission)),
    secretHash,
    createdBy: actor.principal.id,
    createdAt: isoTime(now),
    expiresAt: isoTime(now + expiresInDays * DAY_MS),
    lastUsedAt: undefined,
  }
  ports.trail.note({ target: apiKeyTarget(key) })
  return { key, token: formatApiKeyToken({ id, secret }) }
}

/** Stores the key; the answer shows the token for the only time. */
export async function issueApiKey(
  ports: Pick<Ports, 'trail'>,
  stores: Pick<Stores, 'apiKeys'>,
  { key, token }: ReturnType<typeof newApiKey>,
  named: (id: PrincipalId) => PrincipalView,
): Promise<NewApiKeyView> {
  await stores.apiKeys.insert(key)
  const view = apiKeyView(key, named)
  ports.trail.note({ after: view })
  return { ...view, token }
}

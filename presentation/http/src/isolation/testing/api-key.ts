import { isoTime, newId, type Ports, type Stores } from '@skyclust/application'
import {
  type ApiKey,
  ApiKeyId,
  formatApiKeyToken,
  type PrincipalId,
  WORKSPACE_PERMISSIONS,
  type WorkspaceId,
} from '@skyclust/domain'

/** A key and what its holder sends. */
export interface HeldKey {
  readonly key: ApiKey
  readonly token: string
}

/** A key of the principal with all scopes, unless told otherwise. */
export async function newKey(
  ports: Ports,
  stores: Stores,
  workspaceId: WorkspaceId,
  principalId: PrincipalId,
  extra: Partial<ApiKey> & Pick<ApiKey, 'name'>,
): Promise<HeldKey> {
  const id = newId(ports.random, 'key', ApiKeyId)
  const { value, hash } = ports.tokens.newSecret()
  const key: ApiKey = {
    workspaceId,
    id,
    principalId,
    scopes: WORKSPACE_PERMISSIONS,
    secretHash: hash,
    createdBy: principalId,
    createdAt: isoTime(ports.clock.now()),
    expiresAt: undefined,
    lastUsedAt: undefined,
    ...extra,
  }
  await stores.apiKeys.insert(key)
  return { key, token: formatApiKeyToken({ id, secret: value }) }
}

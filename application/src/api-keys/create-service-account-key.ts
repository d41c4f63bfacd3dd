import {
  accessOf,
  type Grant,
  type ServiceAccountId,
  type WorkspacePermission,
} from '@skyclust/domain'
import type { Identity } from '../identity/identity-of.ts'
import { personOf } from '../members/person-of.ts'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { findRole, refuseBeyond } from '../roles/resolve-role.ts'
import { loadServiceAccount } from '../service-accounts/load-service-account.ts'
import { issueApiKey, newApiKey } from './issue-api-key.ts'
import { refuseScopesBeyond } from './refuse-scopes-beyond.ts'
import type { CreateApiKeyRequest } from './requests.ts'
import type { NewApiKeyView } from './views.ts'

/**
 * A key for a service account, of scopes that its role grants and the asking person has: forbidden `beyond-own-access`.
 * Keys make no keys: forbidden `people-only`.
 */
export async function createServiceAccountKey(
  ports: Ports,
  actor: WorkspaceActor,
  identity: Identity,
  id: ServiceAccountId,
  request: CreateApiKeyRequest,
): Promise<NewApiKeyView> {
  return ports.db.transaction(async (stores) => {
    const account = await loadServiceAccount(ports, stores, actor, id)
    const issued = newApiKey(ports, actor, account.id, request)
    personOf(identity)
    const role = await findRole(stores, actor.workspaceId, account.role)
    const grants = role?.grants ?? []
    refuseScopesBeyond(
      accessOf(grants),
      request.scopes,
      `the role of the service account «${account.name}» does not grant`,
    )
    refuseBeyond(actor, within(grants, request.scopes), 'The key')
    const { principal } = actor
    return issueApiKey(ports, stores, issued, (whose) =>
      whose === account.id
        ? { kind: 'service-account', id: account.id, name: account.name }
        : { ...principal },
    )
  })
}

/** The part of the grants that the scopes leave. */
function within(
  grants: readonly Grant[],
  scopes: readonly WorkspacePermission[],
): readonly Grant[] {
  return grants.map((grant) => ({
    ...grant,
    permissions: grant.permissions.filter((permission) => scopes.includes(permission)),
  }))
}

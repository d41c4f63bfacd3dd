import {
  type AuditTarget,
  notFound,
  type ServiceAccount,
  type ServiceAccountId,
} from '@skyclust/domain'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import type { Stores } from '../ports/stores.ts'

/** A service account as audit entries name it. */
export function serviceAccountTarget({
  id,
  name,
}: Pick<ServiceAccount, 'id' | 'name'>): AuditTarget {
  return { kind: 'service-account', id, name }
}

/** A service account that is to be changed; it is the request's target from here on. Throws not-found. */
export async function loadServiceAccount(
  ports: Pick<Ports, 'trail'>,
  stores: Pick<Stores, 'serviceAccounts'>,
  actor: WorkspaceActor,
  id: ServiceAccountId,
): Promise<ServiceAccount> {
  ports.trail.note({ target: serviceAccountTarget({ id, name: id }) })
  const account = await stores.serviceAccounts.get(actor.workspaceId, id)
  if (!account) throw notFound('service account', id)
  ports.trail.note({ target: serviceAccountTarget(account) })
  return account
}

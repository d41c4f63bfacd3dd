import { notFound, type ServiceAccountId } from '@skyclust/domain'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { findRole, roleNames } from '../roles/resolve-role.ts'
import { type ServiceAccountView, serviceAccountView } from './views.ts'

/** By name. */
export async function listServiceAccounts(
  ports: Ports,
  actor: WorkspaceActor,
): Promise<{ readonly items: ServiceAccountView[] }> {
  const { stores } = ports.db
  const nameOf = await roleNames(stores, actor.workspaceId)
  const accounts = await stores.serviceAccounts.list(actor.workspaceId)
  return { items: accounts.map((account) => serviceAccountView(account, nameOf(account.role))) }
}

/** Throws not-found. */
export async function getServiceAccount(
  ports: Ports,
  actor: WorkspaceActor,
  id: ServiceAccountId,
): Promise<ServiceAccountView> {
  const { stores } = ports.db
  const account = await stores.serviceAccounts.get(actor.workspaceId, id)
  if (!account) throw notFound('service account', id)
  const role = await findRole(stores, actor.workspaceId, account.role)
  return serviceAccountView(account, role?.name ?? account.role)
}

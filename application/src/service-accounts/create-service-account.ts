import { type ServiceAccount, ServiceAccountId } from '@skyclust/domain'
import { isoTime, newId } from '../ports/new-id.ts'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { roleToGrant } from '../roles/resolve-role.ts'
import { serviceAccountTarget } from './load-service-account.ts'
import type { CreateServiceAccountRequest } from './requests.ts'
import { type ServiceAccountView, serviceAccountView } from './views.ts'

/** A principal for programs, with a role within the actor's own access; conflict `name-taken`. It has no keys yet. */
export async function createServiceAccount(
  ports: Ports,
  actor: WorkspaceActor,
  request: CreateServiceAccountRequest,
): Promise<ServiceAccountView> {
  const account: ServiceAccount = {
    workspaceId: actor.workspaceId,
    id: newId(ports.random, 'sva', ServiceAccountId),
    ...request,
    disabledAt: undefined,
    createdAt: isoTime(ports.clock.now()),
    version: 1,
  }
  ports.trail.note({ target: serviceAccountTarget(account) })
  return ports.db.transaction(async (stores) => {
    const role = await roleToGrant(stores, actor, account.role)
    await stores.serviceAccounts.insert(account)
    const view = serviceAccountView(account, role.name)
    ports.trail.note({ after: view })
    return view
  })
}

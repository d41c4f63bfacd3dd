import type { ServiceAccountId } from '@skyclust/domain'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { roleToTakeAway } from '../roles/resolve-role.ts'
import { expectVersion } from '../workspaces/expect-version.ts'
import { loadServiceAccount } from './load-service-account.ts'
import { serviceAccountView } from './views.ts'

/** Removes a service account with its keys; its role must lie within the actor's own access. */
export async function deleteServiceAccount(
  ports: Ports,
  actor: WorkspaceActor,
  id: ServiceAccountId,
  ifVersion?: number,
): Promise<void> {
  await ports.db.transaction(async (stores) => {
    const account = await loadServiceAccount(ports, stores, actor, id)
    const role = await roleToTakeAway(stores, actor, account.role)
    expectVersion('service account', account, ifVersion)
    await stores.serviceAccounts.delete(actor.workspaceId, id)
    ports.trail.note({ before: serviceAccountView(account, role.name) })
  })
}

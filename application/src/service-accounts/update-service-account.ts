import type { ServiceAccount, ServiceAccountId } from '@skyclust/domain'
import { isoTime } from '../ports/new-id.ts'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { roleToGrant, roleToTakeAway } from '../roles/resolve-role.ts'
import { expectVersion } from '../workspaces/expect-version.ts'
import { loadServiceAccount } from './load-service-account.ts'
import type { UpdateServiceAccountRequest } from './requests.ts'
import { type ServiceAccountView, serviceAccountView } from './views.ts'

/** Renames, disables or gives another role; the present role and the new one must lie within the actor's own access. */
export async function updateServiceAccount(
  ports: Ports,
  actor: WorkspaceActor,
  id: ServiceAccountId,
  request: UpdateServiceAccountRequest,
  ifVersion?: number,
): Promise<ServiceAccountView> {
  return ports.db.transaction(async (stores) => {
    const account = await loadServiceAccount(ports, stores, actor, id)
    const present = await roleToTakeAway(stores, actor, account.role)
    const role = await roleToGrant(stores, actor, request.role ?? account.role)
    expectVersion('service account', account, ifVersion)
    const changed = await stores.serviceAccounts.update({
      ...account,
      name: request.name ?? account.name,
      description: request.description ?? account.description,
      role: role.ref,
      disabledAt: disabledAt(account, request, isoTime(ports.clock.now())),
    })
    const view = serviceAccountView(changed, role.name)
    ports.trail.note({ before: serviceAccountView(account, present.name), after: view })
    return view
  })
}

function disabledAt(
  account: ServiceAccount,
  { disabled }: UpdateServiceAccountRequest,
  now: string,
): string | undefined {
  if (disabled === undefined) return account.disabledAt
  return disabled ? (account.disabledAt ?? now) : undefined
}

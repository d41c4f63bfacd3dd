import type { RoleRef, WorkspaceId } from '@skyclust/domain'
import { isoTime } from '../ports/new-id.ts'
import type { Stores } from '../ports/stores.ts'

/** Who or what has a role. */
export interface RoleHolder {
  readonly kind: 'member' | 'service-account' | 'invitation' | 'oidc-provider'
  readonly id: string
  readonly name: string
}

type Needs = Pick<Stores, 'members' | 'serviceAccounts' | 'invitations' | 'oidcProviders'>

/** All roles that somebody holds, with who; `now` leaves invitations out that have expired. */
export async function roleHolders(
  stores: Needs,
  workspaceId: WorkspaceId,
  now: number,
): Promise<ReadonlyMap<RoleRef, readonly RoleHolder[]>> {
  const holders = new Map<RoleRef, RoleHolder[]>()
  const add = (role: RoleRef, holder: RoleHolder) => {
    const known = holders.get(role)
    if (known) known.push(holder)
    else holders.set(role, [holder])
  }
  for (const { membership, user } of await stores.members.list(workspaceId))
    add(membership.role, { kind: 'member', id: user.id, name: user.email })
  for (const { role, id, name } of await stores.serviceAccounts.list(workspaceId))
    add(role, { kind: 'service-account', id, name })
  for (const { role, id, email } of await stores.invitations.list(workspaceId, isoTime(now)))
    add(role, { kind: 'invitation', id, name: email })
  for (const provider of await stores.oidcProviders.list(workspaceId)) {
    const { id, name, defaultRole, roleMappings } = provider
    const roles = new Set(roleMappings.map(({ role }) => role))
    if (defaultRole !== undefined) roles.add(defaultRole)
    for (const role of roles) add(role, { kind: 'oidc-provider', id, name })
  }
  return holders
}

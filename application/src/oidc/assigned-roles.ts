import type { OidcProvider } from '@skyclust/domain'
import type { WorkspaceActor } from '../ports/ports.ts'
import type { Stores } from '../ports/stores.ts'
import { roleToGrant, roleToTakeAway } from '../roles/resolve-role.ts'

type Assigning = Pick<OidcProvider, 'defaultRole' | 'roleMappings'>

/**
 * Whoever decides which roles a provider hands out grants them: each must exist (`unknown-role`) and lie within the
 * actor's own access (`beyond-own-access`).
 */
export async function assertMayHandOut(
  stores: Pick<Stores, 'roles'>,
  actor: WorkspaceActor,
  { defaultRole, roleMappings }: Assigning,
): Promise<void> {
  if (defaultRole !== undefined) await roleToGrant(stores, actor, defaultRole, '/defaultRole')
  for (const [index, { role }] of roleMappings.entries())
    await roleToGrant(stores, actor, role, `/roleMappings/${index}/role`)
}

/**
 * The same of the roles a provider hands out now: nobody takes away what they lack, nor points a provider that makes owners
 * at an issuer of their own.
 */
export async function assertMayRedirect(
  stores: Pick<Stores, 'roles'>,
  actor: WorkspaceActor,
  { defaultRole, roleMappings }: Assigning,
): Promise<void> {
  const roles = new Set(roleMappings.map(({ role }) => role))
  if (defaultRole !== undefined) roles.add(defaultRole)
  for (const role of roles) await roleToTakeAway(stores, actor, role)
}

import { accessOf, type RoleRef, type WorkspaceId } from '@skyclust/domain'
import type { WorkspaceActor } from '../ports/ports.ts'
import type { Stores } from '../ports/stores.ts'
import { findRole } from '../roles/resolve-role.ts'
import type { Standing } from './views.ts'

/** What a role means in a workspace, as it is defined now. */
export async function standingOf(
  stores: Pick<Stores, 'roles'>,
  workspaceId: WorkspaceId,
  role: RoleRef,
): Promise<Standing> {
  const found = await findRole(stores, workspaceId, role)
  return { role, roleName: found?.name ?? role, access: accessOf(found?.grants ?? []) }
}

/** The same of who asks; their access may be narrower than the role, by the scopes of a key. */
export async function standingOfActor(
  stores: Pick<Stores, 'roles'>,
  { workspaceId, role, access }: WorkspaceActor,
): Promise<Standing> {
  return { ...(await standingOf(stores, workspaceId, role)), access }
}

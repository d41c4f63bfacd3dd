import {
  DomainError,
  type Grant,
  grantsOf,
  invalid,
  isBuiltInRole,
  type Role,
  type RoleRef,
  beyond,
  type WorkspaceId,
} from '@skyclust/domain'
import type { WorkspaceActor } from '../ports/ports.ts'
import type { Stores } from '../ports/stores.ts'

/** What a reference to a role stands for. */
export interface ResolvedRole {
  readonly ref: RoleRef
  readonly name: string
  readonly grants: readonly Grant[]
}

/** Undefined when the workspace has no such role. */
export async function findRole(
  stores: Pick<Stores, 'roles'>,
  workspaceId: WorkspaceId,
  ref: RoleRef,
): Promise<ResolvedRole | undefined> {
  if (isBuiltInRole(ref)) return { ref, name: ref, grants: grantsOf(ref) }
  const role = await stores.roles.get(workspaceId, ref)
  return role && { ref, name: role.name, grants: role.grants }
}

/**
 * The role that somebody is to get; invalid `unknown-role` when the workspace does not have it, forbidden
 * `beyond-own-access` when it holds what the actor lacks.
 */
export async function roleToGrant(
  stores: Pick<Stores, 'roles'>,
  actor: WorkspaceActor,
  ref: RoleRef,
  pointer = '/role',
): Promise<ResolvedRole> {
  const role = await findRole(stores, actor.workspaceId, ref)
  if (!role)
    throw invalid(
      'unknown-role',
      `This workspace has no role «${ref}». Take owner, admin, operator, viewer or the id of one of its own roles.`,
      [{ pointer, message: 'is no role of this workspace' }],
    )
  refuseBeyond(actor, role.grants, `The role «${role.name}»`)
  return role
}

/** The role somebody has; taking away what the actor lacks is forbidden `beyond-own-access`, as granting it is. */
export async function roleToTakeAway(
  stores: Pick<Stores, 'roles'>,
  actor: WorkspaceActor,
  ref: RoleRef,
): Promise<ResolvedRole> {
  const role = (await findRole(stores, actor.workspaceId, ref)) ?? { ref, name: ref, grants: [] }
  refuseBeyond(actor, role.grants, `The present role «${role.name}»`)
  return role
}

/** Nobody grants, changes or takes away what they lack; `what` begins the sentence that says so. */
export function refuseBeyond(actor: WorkspaceActor, grants: readonly Grant[], what: string): void {
  const permissions = beyond(actor.access, grants)
  if (permissions.length === 0) return
  throw new DomainError(
    'forbidden',
    'beyond-own-access',
    `${what} includes what you do not have here yourself: ${permissions.join(', ')}. Ask somebody who has it.`,
    { details: { permissions } },
  )
}

/** Names of all roles of the workspace, read once; a built-in role's name is its reference. */
export async function roleNames(
  stores: Pick<Stores, 'roles'>,
  workspaceId: WorkspaceId,
): Promise<(ref: RoleRef) => string> {
  const roles: readonly Role[] = await stores.roles.list(workspaceId)
  const names = new Map<string, string>(roles.map(({ id, name }) => [id, name]))
  return (ref) => names.get(ref) ?? ref
}

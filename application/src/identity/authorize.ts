import {
  type Access,
  accessOf,
  DomainError,
  grantsOf,
  isBuiltInRole,
  narrowed,
  notFound,
  type RoleRef,
  ServiceAccountId,
  UserId,
  type Workspace,
  type WorkspacePermission,
} from '@skyclust/domain'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import type { AccessCache } from './access-cache.ts'
import { type Identity, principalOf } from './identity-of.ts'

/** A principal inside a workspace. */
export interface Entered {
  readonly workspace: Workspace
  readonly actor: WorkspaceActor
}

/**
 * Lets a member, a service account or a key of the workspace in. Who is none learns nothing: a foreign workspace answers
 * like one that does not exist.
 */
export async function enterWorkspace(
  ports: Pick<Ports, 'db'>,
  cache: AccessCache,
  identity: Identity,
  idOrSlug: string,
): Promise<Entered> {
  const principal = principalOf(identity)
  const entered = await cache.get(`enter ${principal.id} ${idOrSlug}`, async () => {
    const workspace = await ports.db.stores.workspaces.find(idOrSlug)
    const role = workspace && (await roleOf(ports, workspace, principal.id))
    if (!workspace || role === undefined) return undefined
    const access = await accessFor(ports, workspace, role)
    return { workspace, actor: { workspaceId: workspace.id, principal, role, access } }
  })
  if (!entered || (identity.by === 'api-key' && identity.key.workspaceId !== entered.workspace.id))
    throw notFound('workspace', idOrSlug)
  if (identity.by !== 'api-key') return entered
  const access = narrowed(entered.actor.access, identity.key.scopes)
  return { ...entered, actor: { ...entered.actor, access } }
}

/** Refuses an actor who has the permission nowhere in the workspace; where it is bound to labels the use case looks on. */
export function assertPermission(actor: WorkspaceActor, permission: WorkspacePermission): void {
  if (actor.access.has(permission)) return
  throw new DomainError(
    'forbidden',
    'permission-denied',
    `Your role «${actor.role}» in this workspace, or the scopes of your key, do not include ${permission}. Ask somebody who manages its members.`,
    { details: { permission, role: actor.role } },
  )
}

/** An archived workspace can be looked at, unarchived and deleted, nothing else. */
export function assertNotArchived(workspace: Workspace): void {
  if (workspace.archivedAt === undefined) return
  throw new DomainError(
    'conflict',
    'workspace-archived',
    `The workspace «${workspace.name}» is archived. Unarchive it to change anything in it.`,
  )
}

async function roleOf(
  { db }: Pick<Ports, 'db'>,
  workspace: Workspace,
  principalId: string,
): Promise<RoleRef | undefined> {
  const userId = UserId.safeParse(principalId)
  if (userId.success) return (await db.stores.members.get(workspace.id, userId.data))?.role
  const accountId = ServiceAccountId.safeParse(principalId)
  if (!accountId.success) return undefined
  const account = await db.stores.serviceAccounts.get(workspace.id, accountId.data)
  return account?.disabledAt === undefined ? account?.role : undefined
}

/** What a role may do; a custom one as it is defined now. */
export async function accessFor(
  { db }: Pick<Ports, 'db'>,
  workspace: Pick<Workspace, 'id'>,
  role: RoleRef,
): Promise<Access> {
  if (isBuiltInRole(role)) return accessOf(grantsOf(role))
  const custom = await db.stores.roles.get(workspace.id, role)
  return accessOf(custom?.grants ?? [])
}

import {
  DomainError,
  notFound,
  roleAllows,
  type UserId,
  type WorkspacePermission,
} from '@skyclust/domain'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'

/**
 * Lets a member with the permission pass. Who is no member learns nothing: a foreign workspace answers like one that
 * does not exist.
 */
export async function authorize(
  ports: Ports,
  userId: UserId,
  workspaceIdOrSlug: string,
  permission: WorkspacePermission,
): Promise<WorkspaceActor> {
  const { workspaces } = ports.db.stores
  const workspace = await workspaces.find(workspaceIdOrSlug)
  const membership = workspace && (await workspaces.membership(workspace.id, userId))
  if (!workspace || !membership) throw notFound('workspace', workspaceIdOrSlug)
  if (!roleAllows(membership.role, permission))
    throw new DomainError(
      'forbidden',
      'permission-denied',
      `Your role «${membership.role}» in this workspace does not include ${permission}.`,
      { details: { permission, role: membership.role } },
    )
  return { userId, workspaceId: workspace.id }
}

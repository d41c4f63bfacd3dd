import { notFound } from '@skyclust/domain'
import type { Actor, Ports, WorkspaceActor } from '../ports/ports.ts'
import { type WorkspaceView, workspaceView } from './views.ts'

/** The workspace with the asking member's role. */
export async function getWorkspace(ports: Ports, actor: WorkspaceActor): Promise<WorkspaceView> {
  const { workspaces } = ports.db.stores
  const workspace = await workspaces.get(actor.workspaceId)
  const membership = await workspaces.membership(actor.workspaceId, actor.userId)
  if (!workspace || !membership) throw notFound('workspace', actor.workspaceId)
  return workspaceView(workspace, membership.role)
}

/** The workspaces the user is a member of. */
export async function listWorkspaces(
  ports: Ports,
  actor: Actor,
): Promise<{ readonly items: WorkspaceView[] }> {
  const workspaces = await ports.db.stores.workspaces.listFor(actor.userId)
  return { items: workspaces.map((workspace) => workspaceView(workspace, workspace.role)) }
}

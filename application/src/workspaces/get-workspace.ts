import { notFound, type UserId, type Workspace, type WorkspaceId } from '@skyclust/domain'
import type { Actor, Ports, WorkspaceActor } from '../ports/ports.ts'
import type { Stores } from '../ports/stores.ts'
import { standingOf, standingOfActor } from './standing.ts'
import { type WorkspaceView, workspaceView } from './views.ts'

/** The workspace with the asking principal's role and permissions. */
export async function getWorkspace(ports: Ports, actor: WorkspaceActor): Promise<WorkspaceView> {
  const { stores } = ports.db
  const workspace = await loadWorkspace(stores, actor.workspaceId)
  return workspaceView(workspace, await standingOfActor(stores, actor))
}

/** The workspaces the user is a member of. */
export async function listWorkspaces(
  ports: Pick<Ports, 'db'>,
  actor: Actor,
): Promise<{ readonly items: WorkspaceView[] }> {
  return { items: await workspacesOf(ports.db.stores, actor.userId) }
}

/** The workspaces the user is a member of, by name. */
export async function workspacesOf(
  stores: Pick<Stores, 'workspaces' | 'roles'>,
  userId: UserId,
): Promise<WorkspaceView[]> {
  const views: WorkspaceView[] = []
  for (const { role, ...workspace } of await stores.workspaces.listFor(userId))
    views.push(workspaceView(workspace, await standingOf(stores, workspace.id, role)))
  return views
}

export async function loadWorkspace(
  stores: Pick<Stores, 'workspaces'>,
  id: WorkspaceId,
): Promise<Workspace> {
  const workspace = await stores.workspaces.get(id)
  if (!workspace) throw notFound('workspace', id)
  return workspace
}

import { WorkspaceId } from '@skyclust/domain'
import type { CreateWorkspaceRequest } from '../identity/requests.ts'
import { isoTime, newId } from '../ports/new-id.ts'
import type { Actor, Ports } from '../ports/ports.ts'
import { type WorkspaceView, workspaceView } from './views.ts'

/** Makes a workspace owned by who asks. */
export async function createWorkspace(
  ports: Ports,
  actor: Actor,
  request: CreateWorkspaceRequest,
): Promise<WorkspaceView> {
  const workspace = {
    id: newId(ports.random, 'wsp', WorkspaceId),
    slug: request.slug,
    name: request.name,
    createdAt: isoTime(ports.clock.now()),
  }
  await ports.db.transaction((stores) => stores.workspaces.insert(workspace, actor.userId))
  return workspaceView(workspace, 'owner')
}

import {
  accessOf,
  DEFAULT_WORKSPACE_SETTINGS,
  grantsOf,
  type Workspace,
  WorkspaceId,
} from '@skyclust/domain'
import type { CreateWorkspaceRequest } from '../identity/requests.ts'
import { isoTime, newId } from '../ports/new-id.ts'
import type { Actor, Ports } from '../ports/ports.ts'
import { type WorkspaceView, workspaceState, workspaceView } from './views.ts'
import { workspaceTarget } from './workspace-target.ts'

/** Makes a workspace owned by who asks, in their language; conflict `slug-taken`. */
export async function createWorkspace(
  ports: Ports,
  actor: Actor,
  request: CreateWorkspaceRequest,
): Promise<WorkspaceView> {
  const founder = await ports.db.stores.users.get(actor.userId)
  const locale = founder?.locale ?? DEFAULT_WORKSPACE_SETTINGS.locale
  const workspace: Workspace = {
    id: newId(ports.random, 'wsp', WorkspaceId),
    slug: request.slug,
    name: request.name,
    settings: { ...DEFAULT_WORKSPACE_SETTINGS, locale },
    archivedAt: undefined,
    createdAt: isoTime(ports.clock.now()),
    version: 1,
  }
  ports.trail.note({ target: workspaceTarget(workspace) })
  await ports.db.transaction((stores) => stores.workspaces.insert(workspace, actor.userId))
  ports.trail.note({ after: workspaceState(workspace), workspaceId: workspace.id })
  return workspaceView(workspace, {
    role: 'owner',
    roleName: 'owner',
    access: accessOf(grantsOf('owner')),
  })
}

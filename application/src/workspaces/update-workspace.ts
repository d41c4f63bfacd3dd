import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { expectVersion } from './expect-version.ts'
import { loadWorkspace } from './get-workspace.ts'
import type { UpdateWorkspaceRequest } from './requests.ts'
import { standingOfActor } from './standing.ts'
import { type WorkspaceView, workspaceState, workspaceView } from './views.ts'
import { workspaceTarget } from './workspace-target.ts'

/** Renames the workspace or replaces its settings; precondition-failed `version-mismatch`. */
export async function updateWorkspace(
  ports: Ports,
  actor: WorkspaceActor,
  request: UpdateWorkspaceRequest,
  ifVersion?: number,
): Promise<WorkspaceView> {
  return ports.db.transaction(async (stores) => {
    const workspace = await loadWorkspace(stores, actor.workspaceId)
    ports.trail.note({ target: workspaceTarget(workspace) })
    expectVersion('workspace', workspace, ifVersion)
    const changed = await stores.workspaces.update({
      ...workspace,
      name: request.name ?? workspace.name,
      settings: request.settings ?? workspace.settings,
    })
    ports.trail.note({ before: workspaceState(workspace), after: workspaceState(changed) })
    return workspaceView(changed, await standingOfActor(stores, actor))
  })
}

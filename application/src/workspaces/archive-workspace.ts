import { isoTime } from '../ports/new-id.ts'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { expectVersion } from './expect-version.ts'
import { loadWorkspace } from './get-workspace.ts'
import { standingOfActor } from './standing.ts'
import { type WorkspaceView, workspaceState, workspaceView } from './views.ts'
import { workspaceTarget } from './workspace-target.ts'

/** From then on the workspace can only be looked at; its resources go on. */
export function archiveWorkspace(
  ports: Ports,
  actor: WorkspaceActor,
  ifVersion?: number,
): Promise<WorkspaceView> {
  return setArchived(ports, actor, isoTime(ports.clock.now()), ifVersion)
}

/** Opens an archived workspace again; one that is not archived stays as it is. */
export function unarchiveWorkspace(
  ports: Ports,
  actor: WorkspaceActor,
  ifVersion?: number,
): Promise<WorkspaceView> {
  return setArchived(ports, actor, undefined, ifVersion)
}

async function setArchived(
  ports: Ports,
  actor: WorkspaceActor,
  archivedAt: string | undefined,
  ifVersion: number | undefined,
): Promise<WorkspaceView> {
  return ports.db.transaction(async (stores) => {
    const workspace = await loadWorkspace(stores, actor.workspaceId)
    ports.trail.note({ target: workspaceTarget(workspace) })
    expectVersion('workspace', workspace, ifVersion)
    const isDone = (workspace.archivedAt === undefined) === (archivedAt === undefined)
    const changed = isDone
      ? workspace
      : await stores.workspaces.update({ ...workspace, archivedAt })
    ports.trail.note({ before: workspaceState(workspace), after: workspaceState(changed) })
    return workspaceView(changed, await standingOfActor(stores, actor))
  })
}

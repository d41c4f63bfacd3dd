import { conflict, invalid, type WorkspaceId } from '@skyclust/domain'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import type { Stores } from '../ports/stores.ts'
import { expectVersion } from './expect-version.ts'
import { loadWorkspace } from './get-workspace.ts'
import type { DeleteWorkspaceRequest } from './requests.ts'
import { workspaceState } from './views.ts'
import { workspaceTarget } from './workspace-target.ts'

const NAMED_AT_MOST = 20
const PAGE = 200

interface Owned {
  readonly kind: string
  readonly id: string
  readonly name: string
}

/**
 * Deletes a workspace with its members, roles and keys; its audit log stays. Conflict `workspace-not-empty` names the
 * resources and credentials it still owns.
 */
export async function deleteWorkspace(
  ports: Ports,
  actor: WorkspaceActor,
  { confirm }: DeleteWorkspaceRequest,
  ifVersion?: number,
): Promise<void> {
  await ports.db.transaction(async (stores) => {
    const workspace = await loadWorkspace(stores, actor.workspaceId)
    ports.trail.note({ target: workspaceTarget(workspace) })
    if (confirm !== workspace.slug)
      throw invalid(
        'confirmation-mismatch',
        `To delete the workspace, send its URL name «${workspace.slug}» as confirm.`,
        [{ pointer: '/confirm', message: `must be «${workspace.slug}»` }],
      )
    expectVersion('workspace', workspace, ifVersion)
    // Locks the row against everything that refers to it: nothing is added between this look and the end.
    await stores.members.countOwners(workspace.id)
    const owned = await ownedBy(stores, workspace.id)
    if (owned.length > 0) {
      const named = owned.slice(0, NAMED_AT_MOST)
      const names = named.map(({ kind, name }) => `${kind} «${name}»`).join(', ')
      throw conflict(
        'workspace-not-empty',
        `The workspace still owns ${names}${owned.length > named.length ? ', …' : ''}. Delete them first.`,
        { count: owned.length, owned: named },
      )
    }
    await stores.workspaces.delete(workspace.id)
    ports.trail.note({ before: workspaceState(workspace) })
  })
}

/** Clusters and networks before what belongs to them, then credentials. */
async function ownedBy(stores: Stores, workspaceId: WorkspaceId): Promise<readonly Owned[]> {
  const roots: Owned[] = []
  const parts: Owned[] = []
  let cursor: string | undefined
  do {
    const page = await stores.resources.list(
      workspaceId,
      {},
      { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) },
    )
    for (const { kind, id, name, rootId } of page.items)
      (id === rootId ? roots : parts).push({ kind, id, name })
    cursor = page.nextCursor
  } while (cursor !== undefined)
  const credentials = await stores.credentials.list(workspaceId)
  return [
    ...roots,
    ...parts,
    ...credentials.map(({ id, name }) => ({ kind: 'credential', id, name })),
  ]
}

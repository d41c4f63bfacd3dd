import { DomainError, type Resource } from '@skyclust/domain'
import type { Ports } from '../ports/ports.ts'
import { resourceEvent } from '../reconcile/status.ts'

/** The caller's view of the row must still be the newest, if it names one. */
export function assertVersion(resource: Resource, ifVersion: number | undefined): void {
  if (ifVersion !== undefined && ifVersion !== resource.version)
    throw new DomainError(
      'precondition-failed',
      'version-mismatch',
      `«${resource.name}» has changed meanwhile. Reload it and try again.`,
    )
}

/** The resource and everything it owns, directly or not. */
export function withOwned(tree: readonly Resource[], top: Resource): readonly Resource[] {
  const owned = tree.filter((r) => r.ownerId === top.id && r.id !== top.id)
  return [top, ...owned.flatMap((r) => withOwned(tree, r))]
}

const WRITE_RACES = 5

/** Marks resources as unwanted and wakes their tree's reconciler. Asking twice is harmless. */
export async function requestDeletion(ports: Ports, top: Resource): Promise<void> {
  for (let race = 1; ; race += 1) {
    try {
      return await markUnwanted(ports, top)
    } catch (error) {
      // The reconciler writes status to the same rows; deletion does not depend on what it wrote.
      const lost = error instanceof DomainError && error.code === 'version-mismatch'
      if (!lost || race === WRITE_RACES) throw error
    }
  }
}

async function markUnwanted(ports: Ports, top: Resource): Promise<void> {
  const at = new Date(ports.clock.now()).toISOString()
  await ports.db.transaction(async (stores) => {
    const tree = await stores.resources.tree(top.rootId)
    const doomed = withOwned(tree, tree.find((r) => r.id === top.id) ?? top).filter(
      (r) => r.deletionRequestedAt === undefined,
    )
    const marked: Resource[] = []
    for (const resource of doomed)
      marked.push(
        await stores.resources.update({
          ...resource,
          deletionRequestedAt: at,
          generation: resource.generation + 1,
          updatedAt: at,
        }),
      )
    await stores.jobs.add(top.rootId)
    if (marked.length > 0)
      await stores.events.append(
        top.workspaceId,
        marked.map((r) => ({
          type: 'resource.changed',
          resourceId: r.id,
          data: resourceEvent(r, tree.find((t) => t.id === top.rootId) ?? top),
        })),
      )
  })
}

import type { Resource, WorkspaceId } from '@skyclust/domain'
import type { Ports } from '../ports/ports.ts'
import { resourceEvent } from '../reconcile/status.ts'

/** Writes down, in one transaction, that these resources are wanted, tells everybody and wakes the root's reconciler. */
export async function storeNewTree(
  ports: Pick<Ports, 'db'>,
  workspaceId: WorkspaceId,
  resources: readonly Resource[],
): Promise<Resource> {
  const [root] = resources
  if (!root) throw new Error('a plan without errors has resources')
  await ports.db.transaction(async (stores) => {
    for (const resource of resources) await stores.resources.insert(resource)
    await stores.jobs.add(root.id)
    await stores.events.append(
      workspaceId,
      resources.map((r) => ({
        type: 'resource.created',
        resourceId: r.id,
        data: resourceEvent(r),
      })),
    )
  })
  return root
}

import type { Resource, WorkspaceId } from '@skyclust/domain'
import type { Ports } from '../ports/ports.ts'
import { resourceEvent } from '../reconcile/status.ts'
import { assertWithinLimits } from './workspace-limits.ts'

/**
 * Writes down, in one transaction, that these resources are wanted, tells everybody and wakes the root's reconciler.
 * Refused with `preflight-failed` when the workspace's limits have been reached meanwhile.
 */
export async function storeNewTree(
  ports: Pick<Ports, 'db' | 'providers'>,
  workspaceId: WorkspaceId,
  resources: readonly Resource[],
): Promise<Resource> {
  const [root] = resources
  if (!root) throw new Error('a plan without errors has resources')
  await ports.db.transaction(async (stores) => {
    await assertWithinLimits(ports, stores, { root, changed: resources })
    for (const resource of resources) await stores.resources.insert(resource)
    await stores.jobs.add(root.id)
    await stores.events.append(
      workspaceId,
      resources.map((r) => ({
        type: 'resource.created',
        resourceId: r.id,
        data: resourceEvent(r, root),
      })),
    )
  })
  return root
}

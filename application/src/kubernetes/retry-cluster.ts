import { retryTree } from '../planning/retry-tree.ts'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { findToChange, resourceDetail } from './get-resource.ts'
import type { ResourceDetail } from './views.ts'

/** Lets the reconciler try again now instead of at the next slow look. */
export async function retryCluster(
  ports: Ports,
  actor: WorkspaceActor,
  idOrName: string,
): Promise<ResourceDetail> {
  const cluster = await findToChange(ports, actor, 'cluster', idOrName, 'cluster:update')
  await retryTree(ports, cluster)
  return resourceDetail(ports, actor, cluster)
}

import type { Plan } from '@skyclust/domain'
import { planRemoval } from '../planning/plan-resources.ts'
import { assertVersion, requestDeletion, withOwned } from '../planning/request-deletion.ts'
import { storedIntention } from '../planning/stored-intention.ts'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { wishView } from './audit-view.ts'
import { findResource, findToChange, resourceDetail } from './get-resource.ts'
import type { ResourceDetail } from './views.ts'

/** What deleting the cluster and everything it owns will do. */
export async function planClusterDeletion(
  ports: Ports,
  actor: WorkspaceActor,
  idOrName: string,
): Promise<Plan> {
  const cluster = await findResource(ports, actor, 'cluster', idOrName, 'cluster:delete')
  const intention = await storedIntention(ports, actor, cluster)
  return planRemoval(
    ports,
    intention,
    new Set(withOwned(intention.resources, cluster).map((r) => r.id)),
  )
}

/** Asks for the cluster, its node pools and the network it brought into being to go; possible in every state. */
export async function deleteCluster(
  ports: Ports,
  actor: WorkspaceActor,
  idOrName: string,
  options: { readonly ifVersion?: number | undefined } = {},
): Promise<ResourceDetail> {
  const cluster = await findToChange(ports, actor, 'cluster', idOrName, 'cluster:delete')
  assertVersion(cluster, options.ifVersion)
  const tree = await ports.db.stores.resources.tree(cluster.rootId)
  ports.trail.note({ before: wishView(tree, cluster) })
  await requestDeletion(ports, cluster)
  const doomed = await findResource(ports, actor, 'cluster', cluster.id, 'cluster:read')
  return resourceDetail(ports, actor, doomed)
}

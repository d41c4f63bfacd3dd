import { conflict, type Plan, type Resource } from '@skyclust/domain'
import { namesFor } from '../access/resource-access.ts'
import { wishView } from '../kubernetes/audit-view.ts'
import { findResource, findToChange, resourceDetail } from '../kubernetes/get-resource.ts'
import type { ResourceDetail } from '../kubernetes/views.ts'
import { planRemoval } from '../planning/plan-resources.ts'
import { assertVersion, requestDeletion, withOwned } from '../planning/request-deletion.ts'
import { storedIntention } from '../planning/stored-intention.ts'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'

/** What deleting the network will do. */
export async function planNetworkDeletion(
  ports: Ports,
  actor: WorkspaceActor,
  idOrName: string,
): Promise<Plan> {
  const network = await findResource(ports, actor, 'network', idOrName, 'network:delete')
  await assertDeletable(ports, actor, network)
  const intention = await storedIntention(ports, actor, network)
  return planRemoval(
    ports,
    intention,
    new Set(withOwned(intention.resources, network).map((r) => r.id)),
  )
}

/** Asks for a network to go; refused while a cluster stands on it, naming the cluster. */
export async function deleteNetwork(
  ports: Ports,
  actor: WorkspaceActor,
  idOrName: string,
  options: { readonly ifVersion?: number | undefined } = {},
): Promise<ResourceDetail> {
  const network = await findToChange(ports, actor, 'network', idOrName, 'network:delete')
  await assertDeletable(ports, actor, network)
  assertVersion(network, options.ifVersion)
  const tree = await ports.db.stores.resources.tree(network.rootId)
  ports.trail.note({ before: wishView(tree, network) })
  await requestDeletion(ports, network)
  const doomed = await findResource(ports, actor, 'network', network.id, 'network:read')
  return resourceDetail(ports, actor, doomed)
}

async function assertDeletable(
  ports: Ports,
  actor: WorkspaceActor,
  network: Resource,
): Promise<void> {
  const { resources } = ports.db.stores
  if (network.ownerId !== undefined) {
    const owner = await resources.get(actor.workspaceId, network.ownerId)
    const { names } = await namesFor(ports, actor, owner ? [owner] : [])
    const whose = names[0] === undefined ? 'a cluster' : `the cluster «${names[0]}»`
    throw conflict(
      'owned',
      `The network «${network.name}» belongs to ${whose} and goes with it. Delete the cluster.`,
      { clusters: names },
    )
  }
  const clusters = await resources.clustersOnNetwork(actor.workspaceId, network.id)
  if (clusters.length > 0) {
    const { names, text } = await namesFor(ports, actor, clusters)
    throw conflict(
      'in-use',
      `Clusters stand on the network «${network.name}»: ${text}. Delete them first.`,
      { clusters: names },
    )
  }
}

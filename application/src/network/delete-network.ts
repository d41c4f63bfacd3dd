import { conflict, type Plan, type Resource } from '@skyclust/domain'
import { findResource, resourceDetail } from '../kubernetes/get-resource.ts'
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
  const network = await deletableNetwork(ports, actor, idOrName)
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
  const network = await deletableNetwork(ports, actor, idOrName)
  assertVersion(network, options.ifVersion)
  await requestDeletion(ports, network)
  return resourceDetail(ports, actor, await findResource(ports, actor, 'network', network.id))
}

async function deletableNetwork(
  ports: Ports,
  actor: WorkspaceActor,
  idOrName: string,
): Promise<Resource> {
  const network = await findResource(ports, actor, 'network', idOrName)
  if (network.ownerId !== undefined) {
    const owner = await ports.db.stores.resources.get(actor.workspaceId, network.ownerId)
    throw conflict(
      'owned',
      `The network «${network.name}» belongs to the cluster «${owner?.name ?? network.ownerId}» and goes with it. Delete the cluster.`,
      { clusters: [owner?.name] },
    )
  }
  const clusters = await ports.db.stores.resources.clustersOnNetwork(actor.workspaceId, network.id)
  if (clusters.length > 0) {
    const names = clusters.map((c) => c.name)
    throw conflict(
      'in-use',
      `Clusters stand on the network «${network.name}»: ${names.join(', ')}. Delete them first.`,
      { clusters: names },
    )
  }
  return network
}

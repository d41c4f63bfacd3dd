import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import type { Page } from '../ports/stores.ts'
import { findResource, type ListQuery, listResources, resourceDetail } from './get-resource.ts'
import type { ResourceDetail, ResourceView } from './views.ts'

/** A cluster by id or name, with everything it owns, its step timeline, journal and price. */
export async function getCluster(
  ports: Pick<Ports, 'db'>,
  actor: WorkspaceActor,
  idOrName: string,
): Promise<ResourceDetail> {
  return resourceDetail(
    ports,
    actor,
    await findResource(ports, actor, 'cluster', idOrName, 'cluster:read'),
  )
}

export function listClusters(
  ports: Pick<Ports, 'db'>,
  actor: WorkspaceActor,
  query: ListQuery,
): Promise<Page<ResourceView>> {
  return listResources(ports, actor, 'cluster', query)
}

import {
  findResource,
  type ListQuery,
  listResources,
  resourceDetail,
} from '../kubernetes/get-resource.ts'
import type { ResourceDetail, ResourceView } from '../kubernetes/views.ts'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import type { Page } from '../ports/stores.ts'

/** A network by id or name, with its subnets and the cloud objects they consist of. */
export async function getNetwork(
  ports: Pick<Ports, 'db'>,
  actor: WorkspaceActor,
  idOrName: string,
): Promise<ResourceDetail> {
  return resourceDetail(
    ports,
    actor,
    await findResource(ports, actor, 'network', idOrName, 'network:read'),
  )
}

export function listNetworks(
  ports: Pick<Ports, 'db'>,
  actor: WorkspaceActor,
  query: ListQuery,
): Promise<Page<ResourceView>> {
  return listResources(ports, actor, 'network', query)
}

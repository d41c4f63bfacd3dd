import { message } from '../json-schema.ts'
import type { GcpRequest, GcpRoute } from '../request.ts'
import type { ComputeObject } from '../state.ts'
import type { ResourceKind } from './resource.ts'
import { resourceRoutes } from './resource-routes.ts'
import { computeUrl, objectPath } from './urls.ts'

const routeKind: ResourceKind = {
  collection: 'routes',
  kind: 'compute#route',
  noun: 'route',
  scope: 'global',
  quota: 'ROUTES',
  schema: message('Route', {}),
  prepare: (_request, body) => body,
}

/** Every network gets a default route to the internet (VPC documentation, «System-generated routes»). */
export function insertDefaultRoute(
  request: GcpRequest,
  network: ComputeObject,
  networkPath: string,
): void {
  const { state, project } = request
  const name = `default-route-${state.hex(16)}`
  state.compute('routes').put(objectPath(project, 'global', 'routes', name), {
    project,
    scope: 'global',
    name,
    createdAt: network.createdAt,
    readyAt: network.readyAt,
    body: {
      id: state.numericId(),
      description: 'Default route to the Internet.',
      network: computeUrl(networkPath),
      destRange: '0.0.0.0/0',
      priority: 1000,
      nextHopGateway: computeUrl(`projects/${project}/global/gateways/default-internet-gateway`),
    },
  })
}

export const routeRoutes: readonly GcpRoute[] = resourceRoutes(routeKind, ['get', 'list', 'delete'])

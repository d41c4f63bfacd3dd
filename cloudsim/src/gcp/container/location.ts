import { isRegion, isZone } from '../catalog/regions.ts'
import { badRequest, GoogleError } from '../errors.ts'
import type { GcpRequest } from '../request.ts'
import {
  type Cluster,
  clusterPath,
  clusterTable,
  type NodePool,
  poolPath,
  poolTable,
} from './rows.ts'

/** The location of the path; it must be a region or a zone. */
export function locationOf(request: GcpRequest): string {
  const { location = '' } = request.params
  if (!isRegion(location) && !isZone(location))
    throw badRequest(`Location "${location}" does not exist.`)
  return location
}

export function findCluster(request: GcpRequest): readonly [string, Cluster] {
  const { location = '', cluster: name = '' } = request.params
  const path = clusterPath(request.project, location, name)
  const cluster = clusterTable(request.state).get(path)
  if (!cluster) throw new GoogleError(404, 'notFound', `Not found: ${path}.`)
  return [path, cluster]
}

export function findPool(request: GcpRequest, cluster: string): NodePool {
  const path = poolPath(cluster, request.params['nodePool'] ?? '')
  const pool = poolTable(request.state).get(path)
  if (!pool) throw new GoogleError(404, 'notFound', `Not found: ${path}.`)
  return pool
}

/** Node pools of Autopilot clusters belong to the cloud. */
export function requireStandard(cluster: Cluster): void {
  const { autopilot } = cluster.body
  if (autopilot !== undefined)
    throw badRequest('Autopilot node pools cannot be accessed or modified.')
}

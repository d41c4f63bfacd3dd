import { failedPrecondition } from '../errors.ts'
import { objectIn, text } from '../json-schema.ts'
import type { GcpRequest, GcpRoute } from '../request.ts'
import { createCluster } from './create-cluster.ts'
import { findCluster } from './location.ts'
import { operateOn, requireIdle } from './operations.ts'
import { renderCluster } from './render.ts'
import { clusterTable, poolPath, poolsOf, poolTable } from './rows.ts'
import { createClusterRequest, setLabelsRequest, updateClusterRequest } from './schema.ts'
import { updateCluster } from './update-cluster.ts'

function get(request: GcpRequest): object {
  const [path, cluster] = findCluster(request)
  return renderCluster(request.state, path, cluster)
}

function list(request: GcpRequest): object {
  const { location } = request.params
  const clusters = clusterTable(request.state)
    .entries()
    .filter(([, known]) => known.project === request.project)
    .filter(([, known]) => location === '-' || known.location === location)
    .map(([path, known]) => renderCluster(request.state, path, known))
  return clusters.length > 0 ? { clusters } : {}
}

function remove(request: GcpRequest): object {
  const [path, cluster] = findCluster(request)
  requireIdle(request.state, cluster)
  for (const pool of poolsOf(request.state, path))
    poolTable(request.state).put(poolPath(path, pool.name), { ...pool, status: 'STOPPING' })
  return operateOn(request, path, cluster, 'DELETE_CLUSTER', 'STOPPING')
}

function setResourceLabels(request: GcpRequest): object {
  const [path, cluster] = findCluster(request)
  requireIdle(request.state, cluster)
  if (text(request.body, 'labelFingerprint') !== text(cluster.body, 'labelFingerprint'))
    throw failedPrecondition('Labels could not be set: the label fingerprint does not match.')
  const clusterChange = {
    resourceLabels: objectIn(request.body, 'resourceLabels'),
    labelFingerprint: request.state.hex(8),
  }
  return operateOn(request, path, cluster, 'SET_LABELS', 'RECONCILING', { clusterChange })
}

const base = 'v1/projects/{project}/locations/{location}/clusters'

export const clusterRoutes: readonly GcpRoute[] = [
  {
    method: 'POST',
    path: base,
    service: 'container',
    operation: 'container.clusters.create',
    permission: 'container.clusters.create',
    mutating: true,
    body: createClusterRequest,
    handle: createCluster,
  },
  {
    method: 'GET',
    path: base,
    service: 'container',
    operation: 'container.clusters.list',
    permission: 'container.clusters.list',
    mutating: false,
    handle: list,
  },
  {
    method: 'GET',
    path: `${base}/{cluster}`,
    service: 'container',
    operation: 'container.clusters.get',
    permission: 'container.clusters.get',
    mutating: false,
    handle: get,
  },
  {
    method: 'PUT',
    path: `${base}/{cluster}`,
    service: 'container',
    operation: 'container.clusters.update',
    permission: 'container.clusters.update',
    mutating: true,
    body: updateClusterRequest,
    handle: updateCluster,
  },
  {
    method: 'DELETE',
    path: `${base}/{cluster}`,
    service: 'container',
    operation: 'container.clusters.delete',
    permission: 'container.clusters.delete',
    mutating: true,
    handle: remove,
  },
  {
    method: 'POST',
    path: `${base}/{cluster}:setResourceLabels`,
    service: 'container',
    operation: 'container.clusters.setResourceLabels',
    permission: 'container.clusters.update',
    mutating: true,
    body: setLabelsRequest,
    handle: setResourceLabels,
  },
]

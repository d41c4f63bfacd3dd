import { compareVersions, minorOf, resolveVersion } from '../catalog/versions.ts'
import { badRequest, failedPrecondition } from '../errors.ts'
import { isObject, type Json, listIn, objectIn, text } from '../json-schema.ts'
import type { GcpRequest } from '../request.ts'
import { channelOf } from './create-cluster.ts'
import { findCluster } from './location.ts'
import { operateOn, requireIdle } from './operations.ts'
import { checkAutoscaling, checkNodeVersion, nodeLocations } from './pool-spec.ts'
import { type Cluster, type NodePool, poolPath, poolsOf, poolTable } from './rows.ts'
import { checkNodeQuota } from './node-quota.ts'

/** Fields that say which pool another field is about, or guard the update; not updates themselves. */
const COMPANIONS = ['desiredNodePoolId', 'etag', 'desiredImageProject']

/** Changes one thing about a cluster: an update names exactly one field. */
export function updateCluster(request: GcpRequest): object {
  const [path, cluster] = findCluster(request)
  const update = objectIn(request.body, 'update')
  const fields = Object.keys(update).filter((field) => !COMPANIONS.includes(field))
  if (fields.length !== 1) {
    throw badRequest(
      fields.length === 0
        ? 'Must specify a field to update.'
        : `Exactly one field may be updated in one request, not ${fields.length}: ${fields.join(', ')}.`,
    )
  }
  requireIdle(request.state, cluster)
  if (cluster.status === 'ERROR' || cluster.status === 'STOPPING')
    throw failedPrecondition(
      `Cluster ${cluster.name} is in state ${cluster.status} and cannot be updated.`,
    )
  const field = fields[0] ?? ''
  switch (field) {
    case 'desiredMasterVersion':
      return upgradeMaster(request, path, cluster, text(update, field))
    case 'desiredNodeVersion':
    case 'desiredImageType':
      return upgradeNodes(request, path, cluster, update)
    case 'desiredLocations':
      return setLocations(request, path, cluster, update)
    case 'desiredNodePoolAutoscaling':
      return setAutoscaling(request, path, cluster, update)
    default:
      return operateOn(request, path, cluster, 'UPDATE_CLUSTER', 'RECONCILING', {
        clusterChange: changeOf(cluster, field, update[field]),
      })
  }
}

function changeOf(cluster: Cluster, field: string, value: unknown): Json {
  const bare = field.replace(/^desired/, '')
  const name = bare.charAt(0).toLowerCase() + bare.slice(1)
  const before = cluster.body[name]
  return { [name]: isObject(before) && isObject(value) ? { ...before, ...value } : value }
}

function upgradeMaster(
  request: GcpRequest,
  path: string,
  cluster: Cluster,
  wanted: string,
): object {
  const current = text(cluster.body, 'currentMasterVersion')
  const version = resolveVersion(wanted, channelOf(cluster.body))
  if (version === undefined) throw badRequest(`Master version "${wanted}" is unsupported.`)
  if (compareVersions(version, current) < 0)
    throw badRequest(`Master cannot be downgraded from "${current}" to "${version}".`)
  if (version === current) throw badRequest(`Master is already at version "${current}".`)
  if (minorOf(version) - minorOf(current) > 1) {
    throw badRequest(
      `Master cannot be upgraded to "${version}": cannot upgrade the master more than a minor version at a time from "${current}".`,
    )
  }
  return operateOn(request, path, cluster, 'UPGRADE_MASTER', 'RECONCILING', {
    clusterChange: { currentMasterVersion: version },
  })
}

function poolNamed(request: GcpRequest, path: string, update: Json): NodePool {
  const pools = poolsOf(request.state, path)
  const name = text(update, 'desiredNodePoolId')
  const pool =
    name === '' && pools.length === 1 ? pools[0] : pools.find((known) => known.name === name)
  if (!pool) throw badRequest(`Node pool "${name}" not found in the cluster.`)
  return pool
}

function upgradeNodes(request: GcpRequest, path: string, cluster: Cluster, update: Json): object {
  const pool = poolNamed(request, path, update)
  const masterVersion = text(cluster.body, 'currentMasterVersion')
  const setting = {
    cluster: path,
    location: cluster.location,
    locations: pool.locations,
    masterVersion,
    channel: undefined,
    privateNodes: pool.privateNodes,
    maxPodsPerNode: 110,
  }
  const wanted = update['desiredNodeVersion']
  const body: Json = {
    ...(wanted === undefined
      ? {}
      : { version: checkNodeVersion(text(update, 'desiredNodeVersion'), setting) }),
    ...(update['desiredImageType'] === undefined
      ? {}
      : { config: { ...objectIn(pool.body, 'config'), imageType: update['desiredImageType'] } }),
  }
  markPool(request, pool)
  return operateOn(request, path, cluster, 'UPGRADE_NODES', 'RECONCILING', {
    pool: pool.name,
    poolChange: { body },
  })
}

function setLocations(request: GcpRequest, path: string, cluster: Cluster, update: Json): object {
  const locations = nodeLocations(cluster.location, listIn(update, 'desiredLocations'))
  const added = poolsOf(request.state, path).map((pool) => ({
    pool,
    nodes: Math.max(0, locations.length - pool.locations.length) * pool.nodesPerZone,
  }))
  checkNodeQuota(request.state, request.project, cluster.location, added)
  return operateOn(request, path, cluster, 'UPDATE_CLUSTER', 'RECONCILING', {
    clusterChange: { locations },
    allPoolsLocations: locations,
  })
}

function setAutoscaling(request: GcpRequest, path: string, cluster: Cluster, update: Json): object {
  const pool = poolNamed(request, path, update)
  const autoscaling = objectIn(update, 'desiredNodePoolAutoscaling')
  const least = checkAutoscaling(autoscaling, pool.locations.length)
  return operateOn(request, path, cluster, 'UPDATE_CLUSTER', 'RECONCILING', {
    pool: pool.name,
    poolChange: { body: { autoscaling }, nodesPerZone: Math.max(pool.nodesPerZone, least) },
  })
}

/** Shows a pool as being changed. */
export function markPool(request: GcpRequest, pool: NodePool): void {
  poolTable(request.state).put(poolPath(pool.cluster, pool.name), {
    ...pool,
    status: 'RECONCILING',
  })
}

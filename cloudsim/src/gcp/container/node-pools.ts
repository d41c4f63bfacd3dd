import { parseCidr } from '../cidr.ts'
import { badRequest, GoogleError } from '../errors.ts'
import { type Json, listIn, numberIn, objectIn, text } from '../json-schema.ts'
import type { GcpRequest, GcpRoute } from '../request.ts'
import { checkNodeSpace } from './cluster-network.ts'
import { channelOf, hasPrivateNodes } from './create-cluster.ts'
import { findCluster, findPool, requireStandard } from './location.ts'
import { operateOn, type OperationType, requireIdle } from './operations.ts'
import {
  checkAutoscaling,
  checkMachineType,
  checkNodeVersion,
  newPool,
  nodeLocations,
  type PoolSetting,
} from './pool-spec.ts'
import { renderPool } from './render.ts'
import { type Cluster, type NodePool, nodesIn, poolPath, poolsOf, poolTable } from './rows.ts'
import {
  createNodePoolRequest,
  setAutoscalingRequest,
  setManagementRequest,
  setSizeRequest,
  updateNodePoolRequest,
} from './schema.ts'
import { markPool } from './update-cluster.ts'
import { checkNodeQuota } from './node-quota.ts'

function settingOf(path: string, cluster: Cluster): PoolSetting {
  return {
    cluster: path,
    location: cluster.location,
    locations: listIn(cluster.body, 'locations').map(String),
    masterVersion: text(cluster.body, 'currentMasterVersion'),
    channel: channelOf(cluster.body),
    privateNodes: hasPrivateNodes(cluster.body),
    maxPodsPerNode:
      numberIn(objectIn(cluster.body, 'defaultMaxPodsConstraint'), 'maxPodsPerNode') ?? 110,
  }
}

/** Refuses more nodes than quota and address ranges allow. */
function checkMoreNodes(
  request: GcpRequest,
  path: string,
  cluster: Cluster,
  pool: NodePool,
  nodes: number,
): void {
  const added = [{ pool, nodes }]
  checkNodeQuota(request.state, request.project, cluster.location, added)
  const pods = parseCidr(text(cluster.body, 'clusterIpv4Cidr'))
  if (pods) checkNodeSpace(request.state, cluster.subnetwork, pods, path, added)
}

function changeable(request: GcpRequest): readonly [string, Cluster] {
  const [path, cluster] = findCluster(request)
  requireStandard(cluster)
  requireIdle(request.state, cluster)
  return [path, cluster]
}

function create(request: GcpRequest): object {
  const { state, body } = request
  const [path, cluster] = findCluster(request)
  requireStandard(cluster)
  const spec = objectIn(body, 'nodePool')
  if (poolTable(state).get(poolPath(path, text(spec, 'name')))) {
    throw new GoogleError(
      409,
      'alreadyExists',
      `Already exists: ${poolPath(path, text(spec, 'name'))}.`,
    )
  }
  requireIdle(state, cluster)
  if (cluster.status === 'ERROR')
    throw badRequest(`Cluster ${cluster.name} is in state ERROR; node pools cannot be added.`)
  const pool = newPool(request, spec, settingOf(path, cluster), 'node_pool')
  checkMoreNodes(request, path, cluster, pool, nodesIn(pool))
  poolTable(state).put(poolPath(path, pool.name), pool)
  return operateOn(request, path, cluster, 'CREATE_NODE_POOL', 'RECONCILING', { pool: pool.name })
}

function list(request: GcpRequest): object {
  const [path] = findCluster(request)
  const nodePools = poolsOf(request.state, path).map((pool) => renderPool(request.state, pool))
  return nodePools.length > 0 ? { nodePools } : {}
}

function get(request: GcpRequest): object {
  const [path] = findCluster(request)
  return renderPool(request.state, findPool(request, path))
}

function remove(request: GcpRequest): object {
  const [path, cluster] = changeable(request)
  const pool = findPool(request, path)
  poolTable(request.state).put(poolPath(path, pool.name), { ...pool, status: 'STOPPING' })
  return operateOn(request, path, cluster, 'DELETE_NODE_POOL', 'RECONCILING', { pool: pool.name })
}

/** Starts a change of one pool that shows when the operation ends. */
function change(
  type: OperationType,
  compute: (
    request: GcpRequest,
    pool: NodePool,
    cluster: Cluster,
    path: string,
  ) => Partial<Pick<NodePool, 'locations' | 'nodesPerZone' | 'body'>>,
): (request: GcpRequest) => object {
  return (request) => {
    const [path, cluster] = changeable(request)
    const pool = findPool(request, path)
    const poolChange = compute(request, pool, cluster, path)
    markPool(request, pool)
    return operateOn(request, path, cluster, type, 'RECONCILING', { pool: pool.name, poolChange })
  }
}

const setSize = change('SET_NODE_POOL_SIZE', (request, pool, cluster, path) => {
  const nodesPerZone = numberIn(request.body, 'nodeCount') ?? 0
  if (nodesPerZone < 0 || nodesPerZone > 1000)
    throw badRequest(`Node count must be from 0 to 1000 per zone, not ${nodesPerZone}.`)
  const more = (nodesPerZone - pool.nodesPerZone) * pool.locations.length
  if (more > 0) checkMoreNodes(request, path, cluster, pool, more)
  return { nodesPerZone, body: { initialNodeCount: nodesPerZone } }
})

const setAutoscaling = change('UPDATE_CLUSTER', (request, pool, cluster, path) => {
  const autoscaling = objectIn(request.body, 'autoscaling')
  const least = checkAutoscaling(autoscaling, pool.locations.length)
  const nodesPerZone = Math.max(pool.nodesPerZone, least)
  const more = (nodesPerZone - pool.nodesPerZone) * pool.locations.length
  if (more > 0) checkMoreNodes(request, path, cluster, pool, more)
  return { nodesPerZone, body: { autoscaling } }
})

const setManagement = change('SET_NODE_POOL_MANAGEMENT', (request) => {
  const management = objectIn(request.body, 'management')
  return { body: { management } }
})

function update(request: GcpRequest): object {
  const isUpgrade = ['nodeVersion', 'imageType', 'machineType', 'diskType', 'diskSizeGb'].some(
    (field) => request.body[field] !== undefined,
  )
  return change(isUpgrade ? 'UPGRADE_NODES' : 'UPDATE_CLUSTER', updated)(request)
}

const updated: Parameters<typeof change>[1] = ({ body }, pool, cluster, path) => {
  const locations =
    body['locations'] === undefined
      ? pool.locations
      : nodeLocations(cluster.location, listIn(body, 'locations'))
  if (body['machineType'] !== undefined) checkMachineType(text(body, 'machineType'), locations)
  const simple = ['imageType', 'machineType', 'diskType', 'diskSizeGb', 'workloadMetadataConfig']
  const wrapped = ['labels', 'taints', 'tags', 'resourceLabels']
  const config: Json = {
    ...objectIn(pool.body, 'config'),
    ...Object.fromEntries(
      simple.filter((field) => body[field] !== undefined).map((field) => [field, body[field]]),
    ),
    ...Object.fromEntries(
      wrapped
        .filter((field) => body[field] !== undefined)
        .map((field) => [
          field,
          objectIn(body, field)[field === 'resourceLabels' ? 'labels' : field],
        ]),
    ),
  }
  const version = text(body, 'nodeVersion')
  return {
    locations,
    body: {
      config,
      ...(version === '' ? {} : { version: checkNodeVersion(version, settingOf(path, cluster)) }),
      ...(body['upgradeSettings'] === undefined
        ? {}
        : { upgradeSettings: objectIn(body, 'upgradeSettings') }),
    },
  }
}

const base = 'v1/projects/{project}/locations/{location}/clusters/{cluster}/nodePools'
const one = `${base}/{nodePool}`

const route = (
  method: GcpRoute['method'],
  path: string,
  name: string,
  permission: string,
  handle: GcpRoute['handle'],
  body?: GcpRoute['body'],
): GcpRoute => ({
  method,
  path,
  service: 'container',
  operation: `container.nodePools.${name}`,
  permission: `container.clusters.${permission}`,
  mutating: method !== 'GET',
  ...(body ? { body } : {}),
  handle,
})

export const nodePoolRoutes: readonly GcpRoute[] = [
  route('POST', base, 'create', 'update', create, createNodePoolRequest),
  route('GET', base, 'list', 'get', list),
  route('GET', one, 'get', 'get', get),
  route('DELETE', one, 'delete', 'update', remove),
  route('PUT', one, 'update', 'update', update, updateNodePoolRequest),
  route('POST', `${one}:setSize`, 'setSize', 'update', setSize, setSizeRequest),
  route(
    'POST',
    `${one}:setAutoscaling`,
    'setAutoscaling',
    'update',
    setAutoscaling,
    setAutoscalingRequest,
  ),
  route(
    'POST',
    `${one}:setManagement`,
    'setManagement',
    'update',
    setManagement,
    setManagementRequest,
  ),
]

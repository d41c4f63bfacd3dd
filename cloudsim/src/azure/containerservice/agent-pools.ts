import { beginOperation, operationOf, pollHeaders } from '../arm/async.ts'
import { checkPreconditions } from '../arm/body.ts'
import { badRequest, childNotFound } from '../arm/errors.ts'
import { type ArmCall, empty, json, param } from '../arm/operation.ts'
import { paged } from '../arm/paging.ts'
import { objectOf, stringOf } from '../json.ts'
import { drawMs, findResource, isVisible, newGuid, randomText } from '../sim.ts'
import type { ResourceRecord } from '../state.ts'
import { type ClusterIdentity, requireJoin } from './identity-rules.ts'
import { checkNetwork } from './network-rules.ts'
import { type CheckedPool, checkPool } from './pool-rules.ts'
import { requireVcpuQuota } from './quota.ts'
import {
  findPool,
  networkOf,
  nodeGroupName,
  POOL_TYPE,
  poolsOf,
  poolView,
  refuseBusyCluster,
  requireCluster,
} from './records.ts'

const NAMESPACE = 'Microsoft.ContainerService'

/** Virtual seconds that a pool takes. */
const seconds = { create: [120, 180], update: [60, 120], delete: [120, 180] } as const

/** The record of a checked pool; its scale set keeps its name. */
export function poolRecord(
  call: ArmCall,
  cluster: ResourceRecord,
  pool: CheckedPool,
): ResourceRecord {
  const id = `${cluster.id}/agentPools/${pool.name}`
  const existing = findResource(call.sim, POOL_TYPE, id)
  const scaleSet =
    stringOf(existing?.top['scaleSet']) ??
    `aks-${pool.name}-${randomText(call.sim, 8, '0123456789')}-vmss`
  return {
    id: existing?.id ?? id,
    name: pool.name,
    type: POOL_TYPE,
    subscription: cluster.subscription,
    group: cluster.group,
    location: cluster.location,
    tags: {},
    top: { scaleSet, nodeResourceGroup: nodeGroupName(cluster.properties) },
    properties: pool.properties,
    etag: newGuid(call.sim),
    createdAt: existing?.createdAt ?? call.sim.context.clock.now(),
    state: 'Succeeded',
  }
}

export function putPool(call: ArmCall) {
  const { sim } = call
  const cluster = requireCluster(call)
  const existing = findPool(call, cluster)
  checkPreconditions(call.request, existing)
  refuseBusyCluster(sim, cluster)
  const profile = networkOf(cluster.properties)
  const pools = poolsOf(sim, cluster)
  const checked = checkPool(
    call,
    param(call, 'pool'),
    objectOf(call.body['properties']) ?? {},
    {
      clusterId: cluster.id,
      location: cluster.location,
      version: stringOf(cluster.properties['currentKubernetesVersion']) ?? '',
      supportPlan: stringOf(cluster.properties['supportPlan']) ?? 'KubernetesOfficial',
      networkPlugin: stringOf(profile['networkPlugin']) ?? 'azure',
      overlay: profile['networkPluginMode'] === 'overlay',
    },
    existing,
  )
  refuseOtherVnet(checked, pools)
  checkNetwork(sim, profile, [checked])
  requireJoin(call, cluster.id, identityOf(call, cluster), [checked])
  requireVcpuQuota(call, cluster.location, [checked], existing ? [existing] : [])
  if (existing?.properties['mode'] === 'System' && checked.properties['mode'] !== 'System')
    requireOtherSystemPool(pools, existing)
  const record = poolRecord(call, cluster, checked)
  const kind = existing ? 'update' : 'create'
  const operation = beginOperation(call, {
    kind,
    targets: [record],
    durationMs: drawMs(sim, seconds[kind]),
    title: `${kind} agent pool ${record.name}`,
    location: cluster.location,
  })
  const stored = findResource(sim, POOL_TYPE, record.id) ?? record
  return json(existing ? 200 : 201, poolView(stored), pollHeaders(call, operation, NAMESPACE, 15))
}

function vnetOf(subnetId: string | undefined): string | undefined {
  return subnetId?.toLowerCase().split('/subnets/')[0]
}

/** All pools of a cluster are in one VNet, or all in the one that AKS makes. */
export function refuseOtherVnet(
  pool: CheckedPool,
  pools: readonly Pick<ResourceRecord, 'name' | 'properties'>[],
): void {
  for (const other of pools) {
    const theirs = stringOf(other.properties['vnetSubnetID'])
    if (vnetOf(theirs) === vnetOf(pool.subnet?.id)) continue
    throw badRequest(
      'InvalidParameter',
      theirs === undefined
        ? `The Agentpool ${other.name} does not have subnet defined.`
        : `All agent pools of a cluster must be in the same virtual network; agent pool ${other.name} is in ${theirs}.`,
      'agentPoolProfile.vnetSubnetID',
    )
  }
}

function identityOf(call: ArmCall, cluster: ResourceRecord): ClusterIdentity {
  const document = objectOf(cluster.top['identity']) ?? {}
  const [id] = Object.keys(objectOf(document['userAssignedIdentities']) ?? {})
  const userAssigned =
    id === undefined
      ? undefined
      : findResource(call.sim, 'Microsoft.ManagedIdentity/userAssignedIdentities', id)
  return { document, ...(userAssigned ? { userAssigned } : {}) }
}

function requireOtherSystemPool(pools: readonly ResourceRecord[], pool: ResourceRecord): void {
  const others = pools.filter((other) => other.name !== pool.name && other.state !== 'Deleting')
  if (others.length === 0)
    throw badRequest('OperationNotAllowed', 'There has to be at least one agent pool.')
  if (others.some((other) => other.properties['mode'] === 'System')) return
  throw badRequest('OperationNotAllowed', 'There has to be at least one system agent pool.')
}

export function deletePool(call: ArmCall) {
  const { sim } = call
  const cluster = requireCluster(call)
  const pool = findPool(call, cluster)
  checkPreconditions(call.request, pool)
  if (!pool) return empty(204)
  const running = operationOf(sim, pool)
  if (pool.state === 'Deleting' && running)
    return empty(202, pollHeaders(call, running, NAMESPACE, 15))
  refuseBusyCluster(sim, cluster)
  requireOtherSystemPool(poolsOf(sim, cluster), pool)
  const operation = beginOperation(call, {
    kind: 'delete',
    targets: [pool],
    durationMs: drawMs(sim, seconds.delete),
    title: `delete agent pool ${pool.name}`,
    location: cluster.location,
  })
  return empty(202, pollHeaders(call, operation, NAMESPACE, 15))
}

export function getPool(call: ArmCall) {
  const pool = findPool(call, requireCluster(call))
  if (pool) return json(200, poolView(pool))
  throw childNotFound(POOL_TYPE, param(call, 'pool'))
}

export function listPools(call: ArmCall) {
  const pools = poolsOf(call.sim, requireCluster(call)).filter((pool) =>
    isVisible(call.sim, pool.createdAt),
  )
  return paged(call, pools.map(poolView))
}

import { existing, pathOf, vanish } from '../compute/resource.ts'
import { objectsIn, text } from '../json-schema.ts'
import type { GcpState } from '../state.ts'
import { conditionOf } from './operations.ts'
import {
  type Cluster,
  clusterTable,
  type ContainerOperation,
  operationTable,
  type NodePool,
  poolPath,
  poolsOf,
  poolTable,
} from './rows.ts'

/** Applies what an operation has done by its end: the state machine of clusters and node pools. */
export function finishOperation(state: GcpState, key: string): void {
  const operation = operationTable(state).get(key)
  if (!operation || operation.finished) return
  operationTable(state).put(key, { ...operation, finished: true })
  const cluster = clusterTable(state).get(operation.cluster)
  if (!cluster) return
  switch (operation.type) {
    case 'CREATE_CLUSTER':
      return created(state, operation, cluster)
    case 'DELETE_CLUSTER':
      return deleted(state, operation, cluster)
    default:
      return changed(state, operation, cluster)
  }
}

/** The cluster without the operation that has ended. */
function idle({ operation: _ended, ...cluster }: Cluster): Cluster {
  return cluster
}

function failed(cluster: Cluster, error: NonNullable<ContainerOperation['error']>): Cluster {
  return {
    ...idle(cluster),
    status: 'ERROR',
    statusMessage: error.message,
    conditions: [conditionOf(error)],
  }
}

function created(state: GcpState, operation: ContainerOperation, cluster: Cluster): void {
  const { error } = operation
  clusterTable(state).put(
    operation.cluster,
    error ? failed(cluster, error) : { ...idle(cluster), status: 'RUNNING' },
  )
  for (const pool of poolsOf(state, operation.cluster)) settlePool(state, pool, error)
}

function settlePool(state: GcpState, pool: NodePool, error: ContainerOperation['error']): void {
  const settled: NodePool = error
    ? { ...pool, status: 'ERROR', statusMessage: error.message, conditions: [conditionOf(error)] }
    : { ...pool, status: 'RUNNING' }
  poolTable(state).put(poolPath(pool.cluster, pool.name), settled)
}

function deleted(state: GcpState, operation: ContainerOperation, cluster: Cluster): void {
  if (operation.error) {
    clusterTable(state).put(operation.cluster, failed(cluster, operation.error))
    for (const pool of poolsOf(state, operation.cluster)) settlePool(state, pool, undefined)
    return
  }
  removeCluster(state, operation.cluster, cluster, operation.endAt)
}

/** Takes a cluster away with all that belongs to it: pools, firewall rules, ranges. */
export function removeCluster(state: GcpState, path: string, cluster: Cluster, at: number): void {
  for (const pool of poolsOf(state, path)) poolTable(state).delete(poolPath(path, pool.name))
  for (const firewall of existing(state, 'firewalls', cluster.project))
    if (firewall.owner === path) vanish(state, 'firewalls', pathOf('firewalls', firewall), at)
  removeRanges(state, cluster)
  clusterTable(state).delete(path)
}

/** The ranges that the cloud added to the subnetwork for a cluster go with it. */
function removeRanges(state: GcpState, cluster: Cluster): void {
  const row = state.compute('subnetworks').get(cluster.subnetwork)
  if (!row || cluster.addedRanges.length === 0) return
  const { secondaryIpRanges: _before, ...body } = row.body
  const kept = objectsIn(row.body, 'secondaryIpRanges').filter(
    (range) => !cluster.addedRanges.includes(text(range, 'rangeName')),
  )
  state.compute('subnetworks').put(cluster.subnetwork, {
    ...row,
    body: { ...body, ...(kept.length > 0 ? { secondaryIpRanges: kept } : {}) },
  })
}

function changed(state: GcpState, operation: ContainerOperation, cluster: Cluster): void {
  const { error, statusBefore = 'RUNNING' } = operation
  const change = error ? {} : (operation.clusterChange ?? {})
  clusterTable(state).put(operation.cluster, {
    ...idle(cluster),
    status: statusBefore,
    body: { ...cluster.body, ...change },
  })
  if (!error && operation.allPoolsLocations)
    for (const pool of poolsOf(state, operation.cluster))
      poolTable(state).put(poolPath(pool.cluster, pool.name), {
        ...pool,
        locations: operation.allPoolsLocations,
      })
  if (operation.pool === undefined) return
  const path = poolPath(operation.cluster, operation.pool)
  const pool = poolTable(state).get(path)
  if (!pool) return
  if (operation.type === 'CREATE_NODE_POOL') return settlePool(state, pool, error)
  if (operation.type === 'DELETE_NODE_POOL' && !error) {
    poolTable(state).delete(path)
    return
  }
  const { body, ...rest } = error ? {} : (operation.poolChange ?? {})
  poolTable(state).put(path, {
    ...pool,
    ...rest,
    body: { ...pool.body, ...body },
    status: error ? 'RUNNING_WITH_ERROR' : 'RUNNING',
    ...(error ? { statusMessage: error.message, conditions: [conditionOf(error)] } : {}),
  })
}

import { operationOf } from '../arm/async.ts'
import { ArmError } from '../arm/errors.ts'
import { type ArmCall, param } from '../arm/operation.ts'
import { requireTracked } from '../arm/tracked.ts'
import { type JsonObject, objectOf, stringOf } from '../json.ts'
import { type AzureSim, findResource, resourcesBelow } from '../sim.ts'
import type { OperationRecord, ResourceRecord } from '../state.ts'

export const CLUSTER_TYPE = 'Microsoft.ContainerService/managedClusters'
export const POOL_TYPE = 'Microsoft.ContainerService/managedClusters/agentPools'

export function poolsOf(sim: AzureSim, cluster: { readonly id: string }): ResourceRecord[] {
  return resourcesBelow(sim, POOL_TYPE, cluster.id)
}

export function requireCluster(call: ArmCall): ResourceRecord {
  return requireTracked(call, CLUSTER_TYPE)
}

export function findPool(call: ArmCall, cluster: ResourceRecord): ResourceRecord | undefined {
  return findResource(call.sim, POOL_TYPE, `${cluster.id}/agentPools/${param(call, 'pool')}`)
}

/** The operation in progress on a cluster or on one of its pools. */
export function runningOperation(
  sim: AzureSim,
  cluster: ResourceRecord,
): OperationRecord | undefined {
  for (const record of [cluster, ...poolsOf(sim, cluster)]) {
    const running = operationOf(sim, record)
    if (running) return running
  }
  return undefined
}

/** A cluster does one thing at a time. */
export function refuseBusyCluster(sim: AzureSim, cluster: ResourceRecord): void {
  const running = runningOperation(sim, cluster)
  if (!running) return
  const since = new Date(running.startedAt).toISOString().replace(/\.\d+Z/, 'Z')
  throw new ArmError(
    409,
    'OperationNotAllowed',
    `Operation is not allowed because there's an in progress ${running.title} operation (operation ID: ${running.id}) on the managed cluster started on UTC ${since}. Please wait for it to finish before starting a new operation. See https://aka.ms/aks-pending-operation for more details`,
  )
}

/** A pool as the cluster's agentPoolProfiles and the pool resource show it. */
function poolProperties(pool: ResourceRecord): JsonObject {
  return { ...pool.properties, provisioningState: pool.state, eTag: pool.etag }
}

export function poolView(pool: ResourceRecord): JsonObject {
  return { id: pool.id, name: pool.name, type: POOL_TYPE, properties: poolProperties(pool) }
}

export function clusterView(sim: AzureSim, cluster: ResourceRecord): JsonObject {
  const { systemPrincipalId: _hidden, ...properties } = cluster.properties
  return {
    id: cluster.id,
    name: cluster.name,
    type: CLUSTER_TYPE,
    location: cluster.location,
    tags: { ...cluster.tags },
    eTag: cluster.etag,
    ...cluster.top,
    properties: {
      provisioningState: cluster.state,
      powerState: { code: 'Running' },
      ...properties,
      agentPoolProfiles: poolsOf(sim, cluster).map((pool) => ({
        name: pool.name,
        ...poolProperties(pool),
      })),
      maxAgentPools: 100,
    },
  }
}

export function nodeGroupName(properties: JsonObject): string {
  return stringOf(properties['nodeResourceGroup']) ?? ''
}

export function networkOf(properties: JsonObject): JsonObject {
  return objectOf(properties['networkProfile']) ?? {}
}

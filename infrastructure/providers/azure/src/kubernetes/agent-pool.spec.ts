import type { Cluster, JsonObject, NodePool, ObjectDeclaration } from '@skyclust/domain'
import { agentPoolName, resourceId } from '../names.ts'
import { actionsOf, callsOf, objectId, type Place } from '../place.ts'
import { nodePrices } from '../prices/price-lines.ts'
import { parseVmSize } from './vm-size.ts'

export const AGENT_POOL = 'Microsoft.ContainerService/managedClusters/agentPools'

export interface PoolContext {
  readonly place: Place
  readonly cluster: Cluster
  readonly subnetId: string
  /** The System pool that the cluster's own PUT makes. */
  readonly embedded: NodePool
}

/** System pools run the cluster's own pods: the first pool is one unless another says so. */
export function modeOf(pool: NodePool, embedded: NodePool): 'System' | 'User' {
  return pool.spec.mode ?? (pool.id === embedded.id ? 'System' : 'User')
}

/** Agent pool properties as ARM takes them, without zones: those are read from the size's offer when the pool is made. */
export function poolProperties(context: PoolContext, pool: NodePool): JsonObject {
  const { spec } = pool
  const { autoscaling } = spec
  const version = context.cluster.spec.version
  const spotMark = 'kubernetes.azure.com/scalesetpriority'
  return {
    type: 'VirtualMachineScaleSets',
    mode: modeOf(pool, context.embedded),
    osType: 'Linux',
    vmSize: spec.machineType,
    count: spec.nodeCount,
    enableAutoScaling: autoscaling !== undefined,
    ...(autoscaling ? { minCount: autoscaling.min, maxCount: autoscaling.max } : {}),
    osDiskSizeGB: spec.diskGiB,
    osDiskType: 'Managed',
    vnetSubnetID: context.subnetId,
    maxPods: 110,
    nodeLabels: { ...spec.nodeLabels, ...(spec.spot ? { [spotMark]: 'spot' } : {}) },
    nodeTaints: [
      ...spec.taints.map((t) => `${t.key}=${t.value}:${t.effect}`),
      ...(spec.spot ? [`${spotMark}=spot:NoSchedule`] : []),
    ],
    // -1: pay up to the on-demand price and never be evicted for the price alone.
    ...(spec.spot
      ? { scaleSetPriority: 'Spot', scaleSetEvictionPolicy: 'Delete', spotMaxPrice: -1 }
      : {}),
    ...(version === undefined ? {} : { orchestratorVersion: version }),
  }
}

export function agentPool(context: PoolContext, pool: NodePool): ObjectDeclaration {
  const { place, cluster } = context
  const name = agentPoolName(pool.name)
  const clusterObject = objectId(cluster, 'cluster')
  const isEmbedded = pool.id === context.embedded.id
  const size = parseVmSize(pool.spec.machineType)
  const cores = (size?.vcpus ?? 0) * pool.spec.nodeCount
  return {
    id: objectId(pool, 'agent-pool'),
    resourceId: pool.id,
    type: AGENT_POOL,
    name,
    step: 'nodes',
    dependsOn: [clusterObject],
    desired: {
      id: resourceId(place.subscription, place.group, AGENT_POOL, cluster.name, name),
      location: place.location,
      body: { properties: poolProperties(context, pool) },
    },
    idempotency: 'name',
    calls: callsOf(AGENT_POOL),
    permissions: actionsOf(AGENT_POOL),
    ...(size && cores > 0
      ? {
          quota: pool.spec.spot
            ? [{ quota: 'lowPriorityCores', amount: cores }]
            : [
                { quota: 'cores', amount: cores },
                { quota: size.family, amount: cores },
              ],
        }
      : {}),
    prices: nodePrices(
      place.location,
      pool.spec.machineType,
      pool.spec.nodeCount,
      pool.spec.diskGiB,
    ),
    ...(isEmbedded ? {} : { usualSeconds: { min: 120, max: 180 } }),
    usualRemoveSeconds: { min: 120, max: 180 },
    lock: clusterObject,
    ...(isEmbedded ? { createdWith: clusterObject } : {}),
    removedWith: clusterObject,
  }
}

import type { Cluster, JsonObject, NodePool, ObjectDeclaration, QuotaNeed } from '@skyclust/domain'
import { CALLS, permissionsOf } from '../calls.ts'
import type { Site } from '../location.ts'
import { nodePoolPrices } from '../prices/fees.ts'
import { bootDiskTypeOf, cpuQuotaOf, vcpusOf } from './machine-family.ts'
import { serviceAccountObjectId } from './node-identity.spec.ts'
import { spreadNodes } from './node-spread.ts'

export const NODE_POOL_TYPE = 'container:node-pool'

export const nodePoolObjectId = (pool: NodePool): string => `node-pool:${pool.name}/pool`
export const clusterObjectId = (cluster: Cluster): string => `cluster:${cluster.name}/cluster`

/** One operation per GKE cluster at a time. */
export const clusterLock = (cluster: Cluster, site: Site): string =>
  `gke:${site.location}/${cluster.name}`

const TAINT_EFFECTS = {
  NoSchedule: 'NO_SCHEDULE',
  PreferNoSchedule: 'PREFER_NO_SCHEDULE',
  NoExecute: 'NO_EXECUTE',
} as const

/** The pool as container v1 takes it, owner labels apart. */
export function nodePoolBody(cluster: Cluster, pool: NodePool, site: Site): JsonObject {
  const { spec } = pool
  const spread = spreadNodes(spec, site.zones)
  return {
    name: pool.name,
    initialNodeCount: spread.perZone,
    ...(site.zonal ? {} : { locations: [...spread.zones] }),
    config: {
      machineType: spec.machineType,
      diskSizeGb: spec.diskGiB,
      diskType: bootDiskTypeOf(spec.machineType),
      serviceAccount: { $ref: serviceAccountObjectId(cluster), output: 'email' },
      oauthScopes: ['https://www.googleapis.com/auth/cloud-platform'],
      ...(spec.spot ? { spot: true } : {}),
      labels: spec.nodeLabels,
      taints: spec.taints.map((taint) => ({
        key: taint.key,
        value: taint.value,
        effect: TAINT_EFFECTS[taint.effect],
      })),
      metadata: { 'disable-legacy-endpoints': 'true' },
      workloadMetadataConfig: { mode: 'GKE_METADATA' },
      shieldedInstanceConfig: { enableSecureBoot: true, enableIntegrityMonitoring: true },
    },
    autoscaling: autoscalingBody(spec),
    management: { autoRepair: true, autoUpgrade: true },
    upgradeSettings: { maxSurge: 1, maxUnavailable: 0 },
    maxPodsConstraint: { maxPodsPerNode: '110' },
    networkConfig: { enablePrivateNodes: true },
  }
}

/** Limits over all zones together; the fields without `total` count per zone. */
function autoscalingBody(spec: NodePool['spec']): JsonObject {
  if (!spec.autoscaling) return { enabled: false }
  return {
    enabled: true,
    totalMinNodeCount: spec.autoscaling.min,
    totalMaxNodeCount: spec.autoscaling.max,
    locationPolicy: spec.spot ? 'ANY' : 'BALANCED',
  }
}

/** A node pool; the first one of a new cluster is part of the cluster's create call. */
export function nodePoolDeclaration(
  cluster: Cluster,
  pool: NodePool,
  site: Site,
  options: { readonly withCluster: boolean; readonly nat: boolean },
): ObjectDeclaration {
  const calls = {
    create: CALLS.createNodePool,
    update: pool.spec.autoscaling ? CALLS.setNodePoolAutoscaling : CALLS.setNodePoolSize,
    remove: CALLS.deleteNodePool,
  }
  // A pool that scales itself keeps its zones and the number it has.
  const updateCalls = {
    '/nodePool/autoscaling': CALLS.setNodePoolAutoscaling,
    ...(pool.spec.autoscaling
      ? {}
      : {
          '/nodePool/initialNodeCount': CALLS.setNodePoolSize,
          '/nodePool/locations': CALLS.updateNodePool,
        }),
  }
  return {
    id: nodePoolObjectId(pool),
    resourceId: pool.id,
    type: NODE_POOL_TYPE,
    name: pool.name,
    step: 'nodes',
    desired: {
      cluster: { $ref: clusterObjectId(cluster), output: 'path' },
      nodePool: nodePoolBody(cluster, pool, site),
    },
    idempotency: 'name',
    calls,
    updateCalls,
    permissions: [
      ...permissionsOf([calls.create, calls.update, calls.remove]),
      'container.clusters.get',
      'container.clusters.list',
      'iam.serviceAccounts.actAs',
    ],
    quota: nodeQuota(pool),
    prices: nodePoolPrices(site.region, pool.spec, options.nat),
    usualRemoveSeconds: { min: 90, max: 150 },
    lock: clusterLock(cluster, site),
    removedWith: clusterObjectId(cluster),
    // The cluster's own time covers the pool that comes with it.
    ...(options.withCluster
      ? { createdWith: clusterObjectId(cluster) }
      : { usualSeconds: { min: 120, max: 180 } }),
  }
}

function nodeQuota({ spec }: NodePool): readonly QuotaNeed[] {
  if (spec.nodeCount === 0) return []
  const disk = bootDiskTypeOf(spec.machineType)
  const regional = cpuQuotaOf(spec.machineType)
  const vcpus = spec.nodeCount * vcpusOf(spec.machineType)
  return [
    ...(regional === undefined ? [] : [{ quota: regional, amount: vcpus }]),
    { quota: 'CPUS_ALL_REGIONS', amount: vcpus },
    { quota: 'INSTANCES', amount: spec.nodeCount },
    {
      quota: disk === 'pd-balanced' ? 'SSD_TOTAL_GB' : 'HDB_TOTAL_GB',
      amount: spec.nodeCount * spec.diskGiB,
    },
  ]
}

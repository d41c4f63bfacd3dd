import type { Cluster, JsonObject, NodePool, ObjectDeclaration } from '@skyclust/domain'
import { CALLS, permissionsOf } from '../calls.ts'
import type { Site } from '../location.ts'
import { clusterFee } from '../prices/fees.ts'
import type { ClusterGround } from './cluster-network.ts'
import { bindingObjectId, serviceAccountObjectId } from './node-identity.spec.ts'
import { clusterLock, clusterObjectId, nodePoolBody, nodePoolObjectId } from './node-pool.spec.ts'

export const CLUSTER_TYPE = 'container:cluster'

/** Path of the location in container v1. */
const locationPath = (site: Site): string => `projects/${site.project}/locations/${site.location}`

/**
 * The cluster: VPC-native on named alias ranges, private nodes, Dataplane V2, workload identity; standard with the first
 * node pool in the same call, or Autopilot.
 */
export function clusterDeclaration(
  cluster: Cluster,
  firstPool: NodePool | undefined,
  ground: ClusterGround,
  site: Site,
): ObjectDeclaration {
  const calls = { create: CALLS.createCluster, remove: CALLS.deleteCluster }
  const autopilot = cluster.spec.gcp?.autopilot === true
  return {
    id: clusterObjectId(cluster),
    resourceId: cluster.id,
    type: CLUSTER_TYPE,
    name: cluster.name,
    step: 'control-plane',
    dependsOn: [...ground.dependsOn, bindingObjectId(cluster)],
    desired: {
      parent: locationPath(site),
      cluster: {
        ...commonBody(cluster, ground, site),
        ...(autopilot ? autopilotBody(cluster) : standardBody(site)),
      },
      // Apart from the body: each embedded pool carries the labels of its own object.
      nodePools:
        autopilot || !firstPool
          ? []
          : [
              {
                object: nodePoolObjectId(firstPool),
                labels: firstPool.labels,
                nodePool: nodePoolBody(cluster, firstPool, site),
              },
            ],
    },
    idempotency: 'name',
    calls,
    permissions: [
      ...permissionsOf([calls.create, calls.remove]),
      'container.clusters.get',
      'container.clusters.list',
      'container.operations.get',
      'container.operations.list',
      'iam.serviceAccounts.actAs',
    ],
    prices: [clusterFee()],
    usualSeconds: { min: 300, max: 480 },
    usualRemoveSeconds: { min: 180, max: 300 },
    lock: clusterLock(cluster, site),
  }
}

function commonBody(cluster: Cluster, ground: ClusterGround, site: Site): JsonObject {
  const { spec } = cluster
  return {
    name: cluster.name,
    description: `Made by SkyClust`,
    network: ground.network,
    subnetwork: ground.subnetwork,
    ...(spec.version === undefined ? {} : { initialClusterVersion: spec.version }),
    releaseChannel: { channel: spec.gcp?.releaseChannel ?? 'REGULAR' },
    ipAllocationPolicy: {
      useIpAliases: true,
      ...(ground.podsRange === undefined ? {} : { clusterSecondaryRangeName: ground.podsRange }),
      ...(ground.servicesRange === undefined
        ? {}
        : { servicesSecondaryRangeName: ground.servicesRange }),
    },
    // GKE always has a private endpoint; only the public one is a choice.
    controlPlaneEndpointsConfig: {
      ipEndpointsConfig: { enabled: true, enablePublicEndpoint: spec.endpoint.public },
    },
    ...(site.zonal ? {} : { locations: [...site.zones] }),
  }
}

function standardBody(site: Site): JsonObject {
  return {
    networkConfig: { datapathProvider: 'ADVANCED_DATAPATH', defaultEnablePrivateNodes: true },
    workloadIdentityConfig: { workloadPool: `${site.project}.svc.id.goog` },
    defaultMaxPodsConstraint: { maxPodsPerNode: '110' },
  }
}

/** Autopilot decides about data plane, workload identity and node pools itself; its nodes run as our account. */
function autopilotBody(cluster: Cluster): JsonObject {
  return {
    autopilot: { enabled: true },
    networkConfig: { defaultEnablePrivateNodes: true },
    autoscaling: {
      autoprovisioningNodePoolDefaults: {
        serviceAccount: { $ref: serviceAccountObjectId(cluster), output: 'email' },
        oauthScopes: ['https://www.googleapis.com/auth/cloud-platform'],
      },
    },
  }
}

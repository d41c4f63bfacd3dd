import { shortId, type NodePool, type ObjectDeclaration, type ObjectId } from '@skyclust/domain'
import { agentPoolName, nodeGroupName, resourceId } from '../names.ts'
import { actionsOf, callsOf, objectId } from '../place.ts'
import { controlPlanePrice, loadBalancerPrice, publicAddressPrice } from '../prices/price-lines.ts'
import { addressRanges } from './address-ranges.ts'
import { type PoolContext, poolProperties } from './agent-pool.spec.ts'
import { clusterIdentityId } from './cluster-identity.spec.ts'

export const MANAGED_CLUSTER = 'Microsoft.ContainerService/managedClusters'

/** What the cluster stands on. */
export interface NodeSubnet {
  readonly id: string
  /** Its object when it is of this tree. */
  readonly object: ObjectId | undefined
  readonly behindNat: boolean
  readonly networkCidr: string | undefined
}

/**
 * The control plane and, in the same PUT (AKS asks for one), the first System pool. CNI overlay; user-assigned identity,
 * because the network is ours; local accounts stay on, since without Entra integration there is no other way in.
 */
export function managedCluster(context: PoolContext, subnet: NodeSubnet): ObjectDeclaration {
  const { place, cluster, embedded } = context
  const { spec } = cluster
  const tier = spec.azure?.tier ?? 'Free'
  const ranges = addressRanges({ ...spec, networkCidr: subnet.networkCidr })
  return {
    id: objectId(cluster, 'cluster'),
    resourceId: cluster.id,
    type: MANAGED_CLUSTER,
    name: cluster.name,
    step: 'control-plane',
    dependsOn: [
      place.groupObject,
      objectId(cluster, 'identity'),
      objectId(cluster, 'subnet-role'),
      ...(subnet.object === undefined ? [] : [subnet.object]),
    ],
    desired: {
      id: resourceId(place.subscription, place.group, MANAGED_CLUSTER, cluster.name),
      body: {
        location: place.location,
        sku: { name: 'Base', tier },
        identity: {
          type: 'UserAssigned',
          userAssignedIdentities: { [clusterIdentityId(place, cluster)]: {} },
        },
        properties: {
          ...(spec.version === undefined ? {} : { kubernetesVersion: spec.version }),
          dnsPrefix: `${cluster.name}-${shortId(place.root.id)}`,
          nodeResourceGroup: nodeGroupName(place.group, place.location),
          enableRBAC: true,
          supportPlan: tier === 'Premium' ? 'AKSLongTermSupport' : 'KubernetesOfficial',
          apiServerAccessProfile: { enablePrivateCluster: !spec.endpoint.public },
          networkProfile: {
            networkPlugin: 'azure',
            networkPluginMode: 'overlay',
            ...ranges,
            loadBalancerSku: 'standard',
            outboundType: subnet.behindNat ? 'userAssignedNATGateway' : 'loadBalancer',
          },
        },
      },
      systemPool: embeddedPool(context, embedded),
    },
    idempotency: 'name',
    calls: callsOf(MANAGED_CLUSTER),
    permissions: [
      ...actionsOf(MANAGED_CLUSTER),
      ...actionsOf(`${MANAGED_CLUSTER}/agentPools`),
      'Microsoft.Network/virtualNetworks/subnets/join/action',
      'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action',
      'Microsoft.ContainerService/locations/kubernetesVersions/read',
      // Which zones a size is in.
      'Microsoft.Compute/skus/read',
    ],
    ...(subnet.behindNat ? {} : { quota: [{ quota: 'PublicIPAddresses', amount: 1 }] }),
    prices: [
      controlPlanePrice(tier),
      ...(subnet.behindNat
        ? []
        : [loadBalancerPrice(), publicAddressPrice('Public IPv4 address for outgoing traffic')]),
    ],
    usualSeconds: { min: 240, max: 420 },
    usualRemoveSeconds: { min: 180, max: 360 },
    lock: objectId(cluster, 'cluster'),
  }
}

/** The first pool as the cluster's PUT carries it: its name beside its properties, with the tags of its own object. */
function embeddedPool(context: PoolContext, pool: NodePool) {
  return {
    name: agentPoolName(pool.name),
    object: objectId(pool, 'agent-pool'),
    labels: pool.labels,
    properties: poolProperties(context, pool),
  }
}

import type { Cluster, NodePool, ObjectDeclaration, PriceLine } from '@skyclust/domain'
import { amiTypeOf, vcpuQuotaOf, vcpusOf } from '../account/instance-name.ts'
import { declare, objectId, ref } from '../declare.ts'
import { diskPrice } from '../prices/fixed-prices.ts'
import { instancePrice } from '../prices/snapshot.ts'
import { ADDONS_BEFORE_NODES } from './addon.spec.ts'
import type { Ground } from './ground.ts'

const EFFECTS = {
  NoSchedule: 'NO_SCHEDULE',
  PreferNoSchedule: 'PREFER_NO_SCHEDULE',
  NoExecute: 'NO_EXECUTE',
} as const

/**
 * Outputs: `nodeGroupName`, `autoScalingGroup`. It takes the control plane's version (EKS wants them equal) and the newest
 * image of it; nodes need their role's policies, the network add-ons and a way out before they can join.
 */
export function nodeGroup(cluster: Cluster, pool: NodePool, ground: Ground): ObjectDeclaration {
  const { spec } = pool
  const vcpuQuota = vcpuQuotaOf(spec.machineType, spec.spot)
  return declare(pool, 'node-group', {
    type: 'eks:node-group',
    name: pool.name,
    step: 'nodes',
    dependsOn: [
      ...ADDONS_BEFORE_NODES.map((name) => objectId(cluster, `addon-${name}`)),
      objectId(cluster, 'node-role-worker-policy'),
      objectId(cluster, 'node-role-registry-policy'),
      objectId(cluster, 'node-role-cni-policy'),
      ...ground.nodesAfter,
    ],
    desired: {
      clusterName: ref(objectId(cluster, 'cluster'), 'clusterName'),
      nodeRoleArn: ref(objectId(cluster, 'node-role'), 'roleArn'),
      subnetIds: ground.nodeSubnetIds,
      machineType: spec.machineType,
      amiType: amiTypeOf(spec.machineType),
      capacityType: spec.spot ? 'SPOT' : 'ON_DEMAND',
      diskGiB: spec.diskGiB,
      desiredSize: spec.nodeCount,
      minSize: spec.autoscaling?.min ?? spec.nodeCount,
      maxSize: Math.max(1, spec.autoscaling?.max ?? spec.nodeCount),
      autoscaling: spec.autoscaling !== undefined,
      labels: spec.nodeLabels,
      taints: spec.taints.map(({ key, value, effect }) => ({
        key,
        value,
        effect: EFFECTS[effect],
      })),
    },
    idempotency: 'token',
    calls: {
      create: 'eks:CreateNodegroup',
      update: 'eks:UpdateNodegroupConfig',
      remove: 'eks:DeleteNodegroup',
    },
    permissions: [
      'eks:CreateNodegroup',
      'eks:TagResource',
      'eks:DescribeNodegroup',
      'eks:UpdateNodegroupConfig',
      'eks:DeleteNodegroup',
      'iam:PassRole',
      'iam:GetRole',
      'iam:ListAttachedRolePolicies',
      'iam:CreateServiceLinkedRole',
    ],
    quota: vcpuQuota
      ? [{ quota: vcpuQuota, amount: spec.nodeCount * vcpusOf(spec.machineType) }]
      : [],
    prices: nodePrices(pool),
    usualSeconds: { min: 120, max: 180 },
    usualRemoveSeconds: { min: 200, max: 280 },
  })
}

/** Nodes and their disks. The snapshot has no spot prices: the on-demand price is the upper bound. */
function nodePrices({ spec, location }: NodePool): readonly PriceLine[] {
  if (spec.nodeCount === 0) return []
  const price = instancePrice(spec.machineType, location)
  const disks = diskPrice(location, spec.nodeCount, spec.diskGiB)
  if (!price) return [disks]
  const { usdPerHour, ...provenance } = price
  return [
    {
      description: `EC2 ${spec.machineType}${spec.spot ? ', spot, at most' : ''}`,
      sku: `EC2:${spec.machineType}:Linux:OnDemand`,
      unit: 'hour',
      quantity: spec.nodeCount,
      usdPerUnit: usdPerHour,
      ...provenance,
    },
    disks,
  ]
}

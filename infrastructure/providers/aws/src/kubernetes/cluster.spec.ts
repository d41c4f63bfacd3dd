import type { Cluster, ObjectDeclaration } from '@skyclust/domain'
import { declare, objectId, ref } from '../declare.ts'
import { controlPlanePrice } from '../prices/fixed-prices.ts'
import type { Ground } from './ground.ts'

/**
 * Outputs: `clusterName`, `clusterArn`, `endpoint`, `certificateAuthority`, `version`, `clusterSecurityGroupId`.
 * It waits for its subnets and its role, not for NAT. The caller is made no administrator by creating it: access entries
 * name the principals, so that a rotated key does not lose the cluster. Add-ons are objects of their own.
 */
export function cluster(resource: Cluster, ground: Ground): ObjectDeclaration {
  const { spec } = resource
  return declare(resource, 'cluster', {
    type: 'eks:cluster',
    name: resource.name,
    step: 'control-plane',
    dependsOn: [objectId(resource, 'cluster-role-cluster-policy'), ...ground.clusterAfter],
    desired: {
      version: spec.version,
      roleArn: ref(objectId(resource, 'cluster-role'), 'roleArn'),
      subnetIds: ground.clusterSubnetIds,
      endpointPublicAccess: spec.endpoint.public,
      endpointPrivateAccess: spec.endpoint.private,
      serviceCidr: spec.serviceCidr,
      authenticationMode: 'API',
      supportType: spec.aws?.supportType ?? 'STANDARD',
    },
    idempotency: 'token',
    calls: {
      create: 'eks:CreateCluster',
      update: 'eks:UpdateClusterConfig',
      remove: 'eks:DeleteCluster',
    },
    permissions: [
      'eks:CreateCluster',
      'eks:TagResource',
      'eks:DescribeCluster',
      'eks:UpdateClusterConfig',
      'eks:DeleteCluster',
      'iam:PassRole',
      'iam:CreateServiceLinkedRole',
      'ec2:DescribeSubnets',
      'ec2:DescribeVpcs',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeNetworkInterfaces',
      'ec2:RevokeSecurityGroupIngress',
      'ec2:DeleteSecurityGroup',
      'ec2:DeleteNetworkInterface',
      'eks:ListNodegroups',
    ],
    quota: [{ quota: 'L-1194D53C', amount: 1 }],
    prices: [controlPlanePrice()],
    usualSeconds: { min: 600, max: 960 },
    usualRemoveSeconds: { min: 300, max: 480 },
  })
}

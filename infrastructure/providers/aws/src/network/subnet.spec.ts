import type { Network, ObjectDeclaration, Subnet } from '@skyclust/domain'
import { declare, objectId, ref } from '../declare.ts'

/** Tags by which load balancer controllers choose subnets. */
export const SUBNET_ROLE_TAGS = {
  public: 'kubernetes.io/role/elb',
  private: 'kubernetes.io/role/internal-elb',
} as const

/** Outputs: `subnetId`, `zone`. CreateSubnet takes no client token, but a VPC refuses a second subnet of the same range. */
export function subnet(network: Network, resource: Subnet): ObjectDeclaration {
  return declare(resource, 'subnet', {
    type: 'ec2:subnet',
    step: 'subnets',
    desired: {
      vpcId: ref(objectId(network, 'vpc'), 'vpcId'),
      cidr: resource.spec.cidr,
      zone: resource.spec.zone,
      roleTag: SUBNET_ROLE_TAGS[resource.spec.access],
    },
    idempotency: 'none',
    calls: { create: 'ec2:CreateSubnet', remove: 'ec2:DeleteSubnet' },
    permissions: [
      'ec2:CreateSubnet',
      'ec2:CreateTags',
      'ec2:DeleteSubnet',
      'ec2:DescribeSubnets',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DeleteNetworkInterface',
    ],
  })
}

/** Instances in a public subnet get a public address, without which a node there never joins. */
export function subnetPublicIp(resource: Subnet): ObjectDeclaration {
  const parent = objectId(resource, 'subnet')
  return declare(resource, 'public-ip-on-launch', {
    type: 'ec2:subnet-public-ip',
    step: 'subnets',
    desired: { subnetId: ref(parent, 'subnetId') },
    idempotency: 'name',
    calls: { create: 'ec2:ModifySubnetAttribute' },
    permissions: ['ec2:ModifySubnetAttribute', 'ec2:DescribeSubnets'],
    removedWith: parent,
  })
}

import type { Network, ObjectDeclaration } from '@skyclust/domain'
import { declare, objectId, ref } from '../declare.ts'

/** Outputs: `vpcId`. CreateVpc takes no client token: it is found again by its owner tags. */
export function vpc(network: Network): ObjectDeclaration {
  return declare(network, 'vpc', {
    type: 'ec2:vpc',
    step: 'network',
    desired: { cidr: network.spec.cidr },
    idempotency: 'none',
    calls: { create: 'ec2:CreateVpc', remove: 'ec2:DeleteVpc' },
    permissions: [
      'ec2:CreateVpc',
      'ec2:CreateTags',
      'ec2:DeleteVpc',
      'ec2:DescribeVpcs',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeNetworkInterfaces',
      'ec2:RevokeSecurityGroupIngress',
      'ec2:DeleteSecurityGroup',
      'ec2:DeleteNetworkInterface',
    ],
    quota: [{ quota: 'L-F678F1CE', amount: 1 }],
  })
}

/** Nodes register only in a VPC with DNS support (on from the start) and DNS host names (off). */
export function vpcDnsHostnames(network: Network): ObjectDeclaration {
  const parent = objectId(network, 'vpc')
  return declare(network, 'vpc-dns-hostnames', {
    type: 'ec2:vpc-dns-hostnames',
    step: 'network',
    desired: { vpcId: ref(parent, 'vpcId') },
    idempotency: 'name',
    calls: { create: 'ec2:ModifyVpcAttribute' },
    permissions: ['ec2:ModifyVpcAttribute', 'ec2:DescribeVpcAttribute'],
    removedWith: parent,
  })
}

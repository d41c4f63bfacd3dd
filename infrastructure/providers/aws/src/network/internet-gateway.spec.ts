import type { Network, ObjectDeclaration } from '@skyclust/domain'
import { declare, objectId, ref } from '../declare.ts'

/** Outputs: `internetGatewayId`. */
export function internetGateway(network: Network): ObjectDeclaration {
  return declare(network, 'internet-gateway', {
    type: 'ec2:internet-gateway',
    step: 'routing',
    desired: {},
    idempotency: 'none',
    calls: { create: 'ec2:CreateInternetGateway', remove: 'ec2:DeleteInternetGateway' },
    permissions: [
      'ec2:CreateInternetGateway',
      'ec2:CreateTags',
      'ec2:DeleteInternetGateway',
      'ec2:DescribeInternetGateways',
    ],
    quota: [{ quota: 'L-A4707A72', amount: 1 }],
  })
}

/** A gateway is attached to one VPC; detaching is refused while public addresses are in use in it. */
export function internetGatewayAttachment(network: Network): ObjectDeclaration {
  return declare(network, 'internet-gateway-attachment', {
    type: 'ec2:internet-gateway-attachment',
    step: 'routing',
    desired: {
      internetGatewayId: ref(objectId(network, 'internet-gateway'), 'internetGatewayId'),
      vpcId: ref(objectId(network, 'vpc'), 'vpcId'),
    },
    idempotency: 'name',
    calls: { create: 'ec2:AttachInternetGateway', remove: 'ec2:DetachInternetGateway' },
    permissions: [
      'ec2:AttachInternetGateway',
      'ec2:DetachInternetGateway',
      'ec2:DescribeInternetGateways',
    ],
  })
}

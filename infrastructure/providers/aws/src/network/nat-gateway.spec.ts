import type { Network, ObjectDeclaration, Subnet } from '@skyclust/domain'
import { declare, objectId, ref } from '../declare.ts'
import { natGatewayPrice, publicAddressPrice } from '../prices/fixed-prices.ts'

/** Outputs: `allocationId`, `publicIp`. AllocateAddress takes no client token. */
export function elasticIp(network: Network): ObjectDeclaration {
  return declare(network, 'elastic-ip', {
    type: 'ec2:elastic-ip',
    step: 'nat',
    desired: {},
    idempotency: 'none',
    calls: { create: 'ec2:AllocateAddress', remove: 'ec2:ReleaseAddress' },
    permissions: [
      'ec2:AllocateAddress',
      'ec2:CreateTags',
      'ec2:ReleaseAddress',
      'ec2:DescribeAddresses',
    ],
    quota: [{ quota: 'L-0263D0A3', amount: 1 }],
    prices: [publicAddressPrice()],
  })
}

/** Outputs: `natGatewayId`. Refused in a VPC without an attached internet gateway. */
export function natGateway(network: Network, publicSubnet: Subnet): ObjectDeclaration {
  return declare(network, 'nat-gateway', {
    type: 'ec2:nat-gateway',
    step: 'nat',
    dependsOn: [objectId(network, 'internet-gateway-attachment')],
    desired: {
      subnetId: ref(objectId(publicSubnet, 'subnet'), 'subnetId'),
      allocationId: ref(objectId(network, 'elastic-ip'), 'allocationId'),
    },
    idempotency: 'token',
    calls: { create: 'ec2:CreateNatGateway', remove: 'ec2:DeleteNatGateway' },
    permissions: [
      'ec2:CreateNatGateway',
      'ec2:CreateTags',
      'ec2:DeleteNatGateway',
      'ec2:DescribeNatGateways',
    ],
    prices: [natGatewayPrice(network.location)],
    usualSeconds: { min: 90, max: 120 },
    usualRemoveSeconds: { min: 35, max: 70 },
  })
}

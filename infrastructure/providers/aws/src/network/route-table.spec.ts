import type { Network, ObjectDeclaration, ObjectId, Subnet } from '@skyclust/domain'
import { declare, objectId, ref } from '../declare.ts'

type Access = Subnet['spec']['access']

/** One table for all public subnets, one for all private ones. Outputs: `routeTableId`. */
export function routeTable(network: Network, access: Access): ObjectDeclaration {
  return declare(network, `${access}-route-table`, {
    type: 'ec2:route-table',
    step: 'routing',
    desired: { vpcId: ref(objectId(network, 'vpc'), 'vpcId') },
    idempotency: 'token',
    calls: { create: 'ec2:CreateRouteTable', remove: 'ec2:DeleteRouteTable' },
    permissions: [
      'ec2:CreateRouteTable',
      'ec2:CreateTags',
      'ec2:DeleteRouteTable',
      'ec2:DescribeRouteTables',
    ],
  })
}

/**
 * The way out: public subnets through the internet gateway, private ones through the NAT gateway. The private route is
 * removed by a call of its own, so that NAT can go while the control plane is still going.
 */
export function defaultRoute(network: Network, access: Access): ObjectDeclaration {
  const table = objectId(network, `${access}-route-table`)
  const toInternet = access === 'public'
  const target = toInternet
    ? ref(objectId(network, 'internet-gateway'), 'internetGatewayId')
    : ref(objectId(network, 'nat-gateway'), 'natGatewayId')
  const attachment: ObjectId[] = toInternet
    ? [objectId(network, 'internet-gateway-attachment')]
    : []
  return declare(network, `${access}-default-route`, {
    type: 'ec2:route',
    step: toInternet ? 'routing' : 'nat',
    dependsOn: attachment,
    desired: {
      routeTableId: ref(table, 'routeTableId'),
      destination: '0.0.0.0/0',
      via: toInternet ? 'internet-gateway' : 'nat-gateway',
      targetId: target,
    },
    idempotency: 'name',
    calls: {
      create: 'ec2:CreateRoute',
      update: 'ec2:ReplaceRoute',
      remove: 'ec2:DeleteRoute',
    },
    permissions: [
      'ec2:CreateRoute',
      'ec2:ReplaceRoute',
      'ec2:DeleteRoute',
      'ec2:DescribeRouteTables',
    ],
    ...(toInternet ? { removedWith: table } : {}),
  })
}

/** Puts a subnet under its table; goes with the subnet, after which the table can go. */
export function routeTableAssociation(network: Network, subnet: Subnet): ObjectDeclaration {
  const parent = objectId(subnet, 'subnet')
  return declare(subnet, 'route-table-association', {
    type: 'ec2:route-table-association',
    step: 'routing',
    desired: {
      subnetId: ref(parent, 'subnetId'),
      routeTableId: ref(objectId(network, `${subnet.spec.access}-route-table`), 'routeTableId'),
    },
    idempotency: 'name',
    calls: {
      create: 'ec2:AssociateRouteTable',
      update: 'ec2:ReplaceRouteTableAssociation',
      remove: 'ec2:DisassociateRouteTable',
    },
    permissions: [
      'ec2:AssociateRouteTable',
      'ec2:ReplaceRouteTableAssociation',
      'ec2:DisassociateRouteTable',
      'ec2:DescribeRouteTables',
    ],
    removedWith: parent,
  })
}

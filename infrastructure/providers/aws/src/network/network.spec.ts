import type { Network, ObjectDeclaration, Subnet } from '@skyclust/domain'
import { internetGateway, internetGatewayAttachment } from './internet-gateway.spec.ts'
import { elasticIp, natGateway } from './nat-gateway.spec.ts'
import { defaultRoute, routeTable, routeTableAssociation } from './route-table.spec.ts'
import { subnet, subnetPublicIp } from './subnet.spec.ts'
import { vpc, vpcDnsHostnames } from './vpc.spec.ts'

/** The cloud objects of a network and its subnets; gateways and tables only where a subnet uses them. */
export function networkObjects(
  network: Network,
  subnets: readonly Subnet[],
): readonly ObjectDeclaration[] {
  const isPublic = subnets.some((s) => s.spec.access === 'public')
  const isPrivate = subnets.some((s) => s.spec.access === 'private')
  const natSubnet = natSubnetOf(subnets)
  return [
    vpc(network),
    vpcDnsHostnames(network),
    ...(isPublic
      ? [
          internetGateway(network),
          internetGatewayAttachment(network),
          routeTable(network, 'public'),
          defaultRoute(network, 'public'),
        ]
      : []),
    ...(isPrivate ? [routeTable(network, 'private')] : []),
    ...subnets.flatMap((s) => [
      subnet(network, s),
      ...(s.spec.access === 'public' ? [subnetPublicIp(s)] : []),
      routeTableAssociation(network, s),
    ]),
    ...(natSubnet ? [elasticIp(network), natGateway(network, natSubnet)] : []),
    ...(natSubnet && isPrivate ? [defaultRoute(network, 'private')] : []),
  ]
}

/** The public subnet the network's one NAT gateway stands in. */
export function natSubnetOf(subnets: readonly Subnet[]): Subnet | undefined {
  return subnets.find((s) => s.spec.nat && s.spec.access === 'public')
}

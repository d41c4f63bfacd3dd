import type { Network, ObjectDeclaration, Subnet } from '@skyclust/domain'
import { resourceId } from '../names.ts'
import { actionsOf, callsOf, objectId, type Place, supportName } from '../place.ts'
import { NAT_GATEWAY } from './nat-gateway.spec.ts'
import { NETWORK_SECURITY_GROUP } from './network-security-group.spec.ts'
import { VIRTUAL_NETWORK } from './virtual-network.spec.ts'

export const SUBNET = 'Microsoft.Network/virtualNetworks/subnets'

/** ARM id of a managed subnet. */
export function subnetId(place: Place, network: Network, of: Subnet): string {
  const vnet = supportName(place, network, 'vnet')
  return resourceId(place.subscription, place.group, SUBNET, vnet, of.name)
}

/** A subnet with its firewall and NAT gateway; both are fields of the subnet, so one call sets all. */
export function subnet(place: Place, network: Network, of: Subnet): ObjectDeclaration {
  const idOf = (type: string, role: string) =>
    resourceId(place.subscription, place.group, type, supportName(place, network, role))
  const nat = of.spec.nat
  return {
    id: objectId(of, 'subnet'),
    resourceId: of.id,
    type: SUBNET,
    name: of.name,
    step: 'subnets',
    dependsOn: [
      objectId(network, 'vnet'),
      objectId(network, 'security-group'),
      ...(nat ? [objectId(network, 'nat-gateway')] : []),
    ],
    desired: {
      id: subnetId(place, network, of),
      network: idOf(VIRTUAL_NETWORK, 'vnet'),
      body: {
        properties: {
          addressPrefix: of.spec.cidr,
          defaultOutboundAccess: false,
          networkSecurityGroup: { id: idOf(NETWORK_SECURITY_GROUP, 'nsg') },
          ...(nat ? { natGateway: { id: idOf(NAT_GATEWAY, 'nat') } } : {}),
        },
      },
    },
    idempotency: 'name',
    calls: callsOf(SUBNET),
    permissions: [
      ...actionsOf(SUBNET, 'join/action'),
      `${NETWORK_SECURITY_GROUP}/join/action`,
      ...(nat ? [`${NAT_GATEWAY}/join/action`] : []),
    ],
    usualSeconds: { min: 5, max: 10 },
    usualRemoveSeconds: { min: 5, max: 10 },
    // ARM refuses a second write to the network while one is in progress.
    lock: objectId(network, 'vnet'),
  }
}

import type { Network, ObjectDeclaration } from '@skyclust/domain'
import { resourceId } from '../names.ts'
import { actionsOf, callsOf, objectId, type Place, supportName } from '../place.ts'

export const NETWORK_SECURITY_GROUP = 'Microsoft.Network/networkSecurityGroups'

/**
 * The subnet's firewall. With CNI overlay, pod addresses pass the subnet's rules unencapsulated and are not part of the
 * VirtualNetwork tag, so private sources are let in by a rule of their own. AKS never edits a group it did not make, so the
 * web ports are opened here; which Services are reachable is decided by the rules AKS keeps on the nodes' interfaces.
 */
export function networkSecurityGroup(place: Place, network: Network): ObjectDeclaration {
  const name = supportName(place, network, 'nsg')
  return {
    id: objectId(network, 'security-group'),
    resourceId: network.id,
    type: NETWORK_SECURITY_GROUP,
    name,
    step: 'firewall',
    dependsOn: [place.groupObject],
    desired: {
      id: resourceId(place.subscription, place.group, NETWORK_SECURITY_GROUP, name),
      body: {
        location: place.location,
        properties: {
          securityRules: [
            allowInbound('allow-private', 1000, '*', {
              sourceAddressPrefixes: [
                '10.0.0.0/8',
                '100.64.0.0/10',
                '172.16.0.0/12',
                '192.168.0.0/16',
              ],
              destinationPortRange: '*',
            }),
            allowInbound('allow-web', 1100, 'Tcp', {
              sourceAddressPrefix: 'Internet',
              destinationPortRanges: ['80', '443'],
            }),
          ],
        },
      },
    },
    idempotency: 'name',
    calls: callsOf(NETWORK_SECURITY_GROUP),
    permissions: actionsOf(NETWORK_SECURITY_GROUP, 'join/action'),
    quota: [{ quota: 'NetworkSecurityGroups', amount: 1 }],
    usualSeconds: { min: 5, max: 10 },
    usualRemoveSeconds: { min: 5, max: 10 },
  }
}

function allowInbound(
  name: string,
  priority: number,
  protocol: '*' | 'Tcp',
  match: Readonly<Record<string, string | readonly string[]>>,
) {
  return {
    name,
    properties: {
      priority,
      direction: 'Inbound',
      access: 'Allow',
      protocol,
      sourcePortRange: '*',
      destinationAddressPrefix: '*',
      ...match,
    },
  }
}

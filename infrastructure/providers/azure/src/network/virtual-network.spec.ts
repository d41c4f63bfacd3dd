import type { Network, ObjectDeclaration } from '@skyclust/domain'
import { resourceId } from '../names.ts'
import { actionsOf, callsOf, objectId, type Place, supportName } from '../place.ts'

export const VIRTUAL_NETWORK = 'Microsoft.Network/virtualNetworks'

export function virtualNetwork(place: Place, network: Network): ObjectDeclaration {
  const name = supportName(place, network, 'vnet')
  return {
    id: objectId(network, 'vnet'),
    resourceId: network.id,
    type: VIRTUAL_NETWORK,
    name,
    step: 'network',
    dependsOn: [place.groupObject],
    desired: {
      id: resourceId(place.subscription, place.group, VIRTUAL_NETWORK, name),
      body: {
        location: place.location,
        properties: { addressSpace: { addressPrefixes: [network.spec.cidr] } },
      },
    },
    idempotency: 'name',
    calls: callsOf(VIRTUAL_NETWORK),
    permissions: actionsOf(VIRTUAL_NETWORK),
    quota: [{ quota: 'VirtualNetworks', amount: 1 }],
    usualSeconds: { min: 5, max: 10 },
    usualRemoveSeconds: { min: 5, max: 10 },
    lock: objectId(network, 'vnet'),
  }
}

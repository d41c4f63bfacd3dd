import type { Network, ObjectDeclaration } from '@skyclust/domain'
import { resourceId } from '../names.ts'
import { actionsOf, callsOf, objectId, type Place, supportName } from '../place.ts'
import { natGatewayPrice } from '../prices/price-lines.ts'
import { PUBLIC_IP } from './public-ip.spec.ts'

export const NAT_GATEWAY = 'Microsoft.Network/natGateways'

export function natGateway(place: Place, network: Network): ObjectDeclaration {
  const name = supportName(place, network, 'nat')
  const address = supportName(place, network, 'nat-ip')
  return {
    id: objectId(network, 'nat-gateway'),
    resourceId: network.id,
    type: NAT_GATEWAY,
    name,
    step: 'nat',
    dependsOn: [place.groupObject, objectId(network, 'nat-ip')],
    desired: {
      id: resourceId(place.subscription, place.group, NAT_GATEWAY, name),
      body: {
        location: place.location,
        sku: { name: 'Standard' },
        properties: {
          idleTimeoutInMinutes: 4,
          publicIpAddresses: [
            { id: resourceId(place.subscription, place.group, PUBLIC_IP, address) },
          ],
        },
      },
    },
    idempotency: 'name',
    calls: callsOf(NAT_GATEWAY),
    permissions: actionsOf(NAT_GATEWAY, 'join/action'),
    quota: [{ quota: 'NatGateways', amount: 1 }],
    prices: [natGatewayPrice()],
    usualSeconds: { min: 8, max: 12 },
    usualRemoveSeconds: { min: 8, max: 15 },
  }
}

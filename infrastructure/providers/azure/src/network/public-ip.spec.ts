import type { Network, ObjectDeclaration } from '@skyclust/domain'
import { resourceId } from '../names.ts'
import { actionsOf, callsOf, objectId, type Place, supportName } from '../place.ts'
import { publicAddressPrice } from '../prices/price-lines.ts'

export const PUBLIC_IP = 'Microsoft.Network/publicIPAddresses'

/** The address from which everything in the network's private subnets reaches the internet. */
export function natPublicIp(place: Place, network: Network): ObjectDeclaration {
  const name = supportName(place, network, 'nat-ip')
  return {
    id: objectId(network, 'nat-ip'),
    resourceId: network.id,
    type: PUBLIC_IP,
    name,
    step: 'nat',
    dependsOn: [place.groupObject],
    desired: {
      id: resourceId(place.subscription, place.group, PUBLIC_IP, name),
      body: {
        location: place.location,
        sku: { name: 'Standard' },
        properties: { publicIPAllocationMethod: 'Static', publicIPAddressVersion: 'IPv4' },
      },
    },
    idempotency: 'name',
    calls: callsOf(PUBLIC_IP),
    permissions: actionsOf(PUBLIC_IP, 'join/action'),
    quota: [{ quota: 'PublicIPAddresses', amount: 1 }],
    prices: [publicAddressPrice('Public IPv4 address of the NAT gateway')],
    usualSeconds: { min: 3, max: 5 },
    usualRemoveSeconds: { min: 3, max: 10 },
  }
}

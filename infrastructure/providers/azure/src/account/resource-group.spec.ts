import type { ObjectDeclaration } from '@skyclust/domain'
import { groupId } from '../names.ts'
import { actionsOf, callsOf, type Place } from '../place.ts'

export const RESOURCE_GROUP = 'Microsoft.Resources/resourceGroups'

/** One group per ownership tree; everything else of the tree lies in it. */
export function resourceGroup(place: Place): ObjectDeclaration {
  return {
    id: place.groupObject,
    resourceId: place.root.id,
    type: RESOURCE_GROUP,
    name: place.group,
    step: 'resource-group',
    desired: {
      id: groupId(place.subscription, place.group),
      body: { location: place.location },
    },
    idempotency: 'name',
    calls: callsOf(RESOURCE_GROUP),
    permissions: [
      ...actionsOf('Microsoft.Resources/subscriptions/resourceGroups'),
      'Microsoft.Resources/subscriptions/resourceGroups/resources/read',
      // What preflight reads.
      'Microsoft.Resources/subscriptions/read',
      'Microsoft.Resources/subscriptions/locations/read',
      'Microsoft.Resources/subscriptions/providers/read',
      'Microsoft.Network/locations/usages/read',
      'Microsoft.Network/virtualNetworks/read',
      'Microsoft.Compute/locations/usages/read',
    ],
    usualRemoveSeconds: { min: 20, max: 60 },
  }
}

import type { Cluster, ObjectDeclaration, ObjectId } from '@skyclust/domain'
import { guidOf } from '../names.ts'
import { actionsOf, objectId, type Place } from '../place.ts'

export const ROLE_ASSIGNMENT = 'Microsoft.Authorization/roleAssignments'

/** Built-in role «Network Contributor», the same GUID in every tenant. */
const NETWORK_CONTRIBUTOR = '4d97b98b-1d4f-4787-a291-c67834d212e7'

/**
 * Network Contributor on the node subnet for the control plane's identity; must stand before the cluster is made. The name
 * is a GUID derived from the root, so a repeated PUT meets its first attempt. principalType spares ARM the directory
 * look-up that fails while the new identity has not spread.
 */
export function subnetRole(
  place: Place,
  cluster: Cluster,
  subnet: { readonly id: string; readonly object: ObjectId | undefined },
): ObjectDeclaration {
  const name = guidOf(`${place.root.id}/${objectId(cluster, 'subnet-role')}`)
  return {
    id: objectId(cluster, 'subnet-role'),
    resourceId: cluster.id,
    type: ROLE_ASSIGNMENT,
    name,
    step: 'identity',
    dependsOn: subnet.object === undefined ? [] : [subnet.object],
    desired: {
      id: `${subnet.id}/providers/${ROLE_ASSIGNMENT}/${name}`,
      body: {
        properties: {
          roleDefinitionId: `/subscriptions/${place.subscription}/providers/Microsoft.Authorization/roleDefinitions/${NETWORK_CONTRIBUTOR}`,
          principalId: { $ref: objectId(cluster, 'identity'), output: 'principalId' },
          principalType: 'ServicePrincipal',
        },
      },
    },
    idempotency: 'name',
    calls: { create: `PUT ${ROLE_ASSIGNMENT}`, remove: `DELETE ${ROLE_ASSIGNMENT}` },
    permissions: actionsOf(ROLE_ASSIGNMENT),
  }
}

import type { Cluster, ObjectDeclaration } from '@skyclust/domain'
import { resourceId } from '../names.ts'
import { actionsOf, callsOf, objectId, type Place, supportName } from '../place.ts'

export const USER_IDENTITY = 'Microsoft.ManagedIdentity/userAssignedIdentities'

/** ARM id of the identity that the control plane acts as. */
export function clusterIdentityId(place: Place, cluster: Cluster): string {
  const name = supportName(place, cluster, 'identity')
  return resourceId(place.subscription, place.group, USER_IDENTITY, name)
}

export function clusterIdentity(place: Place, cluster: Cluster): ObjectDeclaration {
  return {
    id: objectId(cluster, 'identity'),
    resourceId: cluster.id,
    type: USER_IDENTITY,
    name: supportName(place, cluster, 'identity'),
    step: 'identity',
    dependsOn: [place.groupObject],
    desired: { id: clusterIdentityId(place, cluster), body: { location: place.location } },
    idempotency: 'name',
    calls: callsOf(USER_IDENTITY),
    permissions: actionsOf(USER_IDENTITY, 'assign/action'),
  }
}

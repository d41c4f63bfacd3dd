import { authorizeLinked, isAllowed } from '../arm/auth.ts'
import { ArmError, badRequest } from '../arm/errors.ts'
import type { ArmCall } from '../arm/operation.ts'
import { IDENTITY_TYPE, idsOfIdentity } from '../identity/user-assigned-identities.ts'
import { type JsonObject, objectOf, stringOf } from '../json.ts'
import { SUBNET_TYPE } from '../network/subnets.ts'
import { findResource, newGuid } from '../sim.ts'
import type { ResourceRecord } from '../state.ts'
import type { CheckedPool } from './pool-rules.ts'
import { CLUSTER_TYPE } from './records.ts'

export interface ClusterIdentity {
  /** The `identity` member of the answer. */
  readonly document: JsonObject
  readonly systemPrincipalId?: string
  readonly userAssigned?: ResourceRecord
}

/** Checks a cluster's identity: user-assigned ones must exist and the caller may assign them. */
export function requireIdentity(
  call: ArmCall,
  clusterId: string,
  existing: ResourceRecord | undefined,
): ClusterIdentity {
  const given = objectOf(call.body['identity'])
  const type = stringOf(given?.['type']) ?? 'None'
  const principal = objectOf(objectOf(call.body['properties'])?.['servicePrincipalProfile'])
  if (type === 'None' && principal?.['clientId'] === undefined)
    throw badRequest(
      'InvalidParameter',
      'Required parameter identity is missing: a managed cluster needs a managed identity (or a servicePrincipalProfile).',
      'identity',
    )
  if (type === 'None') return { document: { type } }
  if (type === 'SystemAssigned') {
    const systemPrincipalId =
      stringOf(existing?.properties['systemPrincipalId']) ?? newGuid(call.sim)
    return {
      document: { type, principalId: systemPrincipalId, tenantId: call.account.tenantId },
      systemPrincipalId,
    }
  }
  if (type !== 'UserAssigned')
    throw badRequest(
      'InvalidParameter',
      `The value of parameter identity.type is invalid: '${type}'.`,
      'identity.type',
    )
  const ids = Object.keys(objectOf(given?.['userAssignedIdentities']) ?? {})
  const [id] = ids
  if (ids.length !== 1 || id === undefined)
    throw badRequest(
      'InvalidParameter',
      `A managed cluster takes exactly one user-assigned identity, not ${ids.length}.`,
      'identity.userAssignedIdentities',
    )
  const record = findResource(call.sim, IDENTITY_TYPE, id)
  if (!record || record.subscription !== call.account.subscriptionId)
    throw badRequest(
      'FailedIdentityOperation',
      `Identity operation for resource '${clusterId}' failed with error 'Failed to perform resource identity operation. Status: 'BadRequest'. Response: '{"error":{"code":"BadRequest","message":"Resource '${id}' was not found."}}'.'.`,
    )
  authorizeLinked(call.sim, call.account, call.principal, {
    action: `${CLUSTER_TYPE}/write`,
    scope: clusterId,
    linkedAction: `${IDENTITY_TYPE}/assign/action`,
    linkedScope: record.id,
  })
  const { clientId, objectId } = idsOfIdentity(record)
  return {
    document: {
      type,
      userAssignedIdentities: { [record.id]: { clientId, principalId: objectId } },
    },
    userAssigned: record,
  }
}

/** The cluster's own identity joins nodes to the subnet: it needs a role there before the PUT. */
export function requireJoin(
  call: ArmCall,
  clusterId: string,
  identity: ClusterIdentity,
  pools: readonly CheckedPool[],
): void {
  if (!identity.userAssigned) return
  const { clientId, objectId } = idsOfIdentity(identity.userAssigned)
  const subnets = pools.flatMap((pool) => pool.subnet ?? [])
  for (const subnet of subnets)
    for (const action of [`${SUBNET_TYPE}/join/action`, `${SUBNET_TYPE}/read`])
      if (!isAllowed(call.sim, call.account, objectId, action, subnet.id))
        throw new ArmError(
          403,
          'LinkedAuthorizationFailed',
          `The client '${clientId}' with object id '${objectId}' has permission to perform action '${CLUSTER_TYPE}/write' on scope '${clusterId}'; however, it does not have permission to perform action '${action}' on the linked scope(s) '${subnet.id}' or the linked scope(s) are invalid. Grant the cluster's identity '${identity.userAssigned.id}' the role 'Network Contributor' on the subnet; a new role assignment can take minutes to take effect.`,
        )
}

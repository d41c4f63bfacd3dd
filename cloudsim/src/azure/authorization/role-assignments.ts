import { ArmError, badRequest } from '../arm/errors.ts'
import { type ArmCall, type ArmOperation, empty, json, param } from '../arm/operation.ts'
import { paged } from '../arm/paging.ts'
import { parseId } from '../arm/resource-id.ts'
import { type JsonObject, objectOf, stringOf } from '../json.ts'
import { findResource, isVisible, sameId } from '../sim.ts'
import type { RoleAssignmentRecord } from '../state.ts'
import { isPrincipalKnown } from './principals.ts'
import { roleOf } from './roles.ts'

const ROLE_ASSIGNMENT_TYPE = 'Microsoft.Authorization/roleAssignments'
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

function view(record: RoleAssignmentRecord): JsonObject {
  return {
    id: record.id,
    name: record.name,
    type: ROLE_ASSIGNMENT_TYPE,
    properties: {
      roleDefinitionId: record.roleDefinitionId,
      principalId: record.principalId,
      principalType: record.principalType,
      scope: record.scope,
      createdOn: new Date(record.createdAt).toISOString(),
      updatedOn: new Date(record.createdAt).toISOString(),
    },
  }
}

function scopeOf(call: ArmCall): string {
  const scope = param(call, 'scope')
  const parsed = parseId(scope)
  if (!parsed) throw badRequest('InvalidScope', `The scope '${scope}' is invalid.`)
  if (parsed.type === 'Microsoft.Resources/subscriptions') return scope
  const found = findResource(call.sim, parsed.type, scope)
  if (found) return found.id
  if (parsed.type === 'Microsoft.Resources/resourceGroups')
    throw new ArmError(
      404,
      'ResourceGroupNotFound',
      `Resource group '${parsed.name}' could not be found.`,
    )
  throw new ArmError(
    404,
    'ResourceNotFound',
    `The Resource '${parsed.type}/${parsed.name}' under resource group '${parsed.group ?? ''}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  )
}

function put(call: ArmCall) {
  const { sim, account } = call
  const name = param(call, 'name')
  if (!GUID.test(name))
    throw badRequest(
      'InvalidRoleAssignmentId',
      `The role assignment ID '${name}' is not valid. The role assignment ID must be a GUID.`,
    )
  const scope = scopeOf(call)
  const body = objectOf(call.body['properties']) ?? {}
  const roleDefinitionId = stringOf(body['roleDefinitionId'])
  const principalId = stringOf(body['principalId'])
  if (roleDefinitionId === undefined || principalId === undefined)
    throw badRequest(
      'InvalidRequestContent',
      'The request content was invalid: roleDefinitionId and principalId are required.',
    )
  if (!GUID.test(principalId))
    throw badRequest(
      'InvalidPrincipalId',
      `A valid principal ID must be provided for role assignment; '${principalId}' is not a GUID.`,
    )
  const role = roleOf(roleDefinitionId)
  if (!role) {
    const guid = roleDefinitionId.slice(roleDefinitionId.lastIndexOf('/') + 1)
    throw badRequest(
      'RoleDefinitionDoesNotExist',
      `The specified role definition with ID '${guid.replaceAll('-', '')}' does not exist.`,
    )
  }
  const id = `${scope}/providers/${ROLE_ASSIGNMENT_TYPE}/${name}`
  const existing = sim.state.roleAssignments.get(id.toLowerCase())
  if (existing) {
    if (existing.principalId !== principalId || roleOf(existing.roleDefinitionId) !== role)
      throw badRequest(
        'RoleAssignmentUpdateNotPermitted',
        'Tenant ID, application ID, principal ID, and scope are not allowed to be updated.',
      )
    return json(200, view(existing))
  }
  const same = sim.state.roleAssignments
    .values()
    .find(
      (other) =>
        sameId(other.scope, scope) &&
        other.principalId === principalId &&
        roleOf(other.roleDefinitionId) === role,
    )
  if (same)
    throw new ArmError(
      409,
      'RoleAssignmentExists',
      `The role assignment already exists. The ID of the existing role assignment is ${same.name.replaceAll('-', '')}.`,
    )
  const principalType = stringOf(body['principalType'])
  if (principalType !== 'ServicePrincipal' && !isPrincipalKnown(sim, account, principalId))
    throw badRequest(
      'PrincipalNotFound',
      `Principal ${principalId.replaceAll('-', '')} does not exist in the directory ${account.tenantId}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype`,
    )
  const record: RoleAssignmentRecord = {
    id,
    name,
    subscription: account.subscriptionId,
    scope,
    roleDefinitionId: `/subscriptions/${account.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role.guid}`,
    principalId,
    principalType: principalType ?? 'ServicePrincipal',
    createdAt: sim.context.clock.now(),
  }
  sim.state.roleAssignments.put(id.toLowerCase(), record)
  return json(201, view(record))
}

function keyOf(call: ArmCall): string {
  return `${param(call, 'scope')}/providers/${ROLE_ASSIGNMENT_TYPE}/${param(call, 'name')}`.toLowerCase()
}

function get(call: ArmCall) {
  const record = call.sim.state.roleAssignments.get(keyOf(call))
  if (record && isVisible(call.sim, record.createdAt)) return json(200, view(record))
  throw new ArmError(
    404,
    'RoleAssignmentNotFound',
    `The role assignment '${param(call, 'name')}' is not found.`,
  )
}

function remove(call: ArmCall) {
  const record = call.sim.state.roleAssignments.get(keyOf(call))
  if (!record) return empty(204)
  call.sim.state.roleAssignments.delete(keyOf(call))
  return json(200, view(record))
}

/** Assignments at, above and below a scope, as ARM lists them; `atScope()` leaves out those below. */
function list(call: ArmCall) {
  const scope = `${param(call, 'scope').toLowerCase()}/`
  const filter = call.query.get('$filter') ?? ''
  const principal = /(?:principalId eq|assignedTo\()\s*'([^']*)'/.exec(filter)?.[1]
  const records = call.sim.state.roleAssignments
    .values()
    .filter(
      (record) =>
        record.subscription === call.account.subscriptionId &&
        isVisible(call.sim, record.createdAt),
    )
    .filter((record) => principal === undefined || record.principalId === principal)
    .filter((record) => {
      const at = `${record.scope.toLowerCase()}/`
      return scope.startsWith(at) || (!filter.includes('atScope()') && at.startsWith(scope))
    })
  return paged(call, records.map(view))
}

const many = `{scope}/providers/${ROLE_ASSIGNMENT_TYPE}`
const common = { type: ROLE_ASSIGNMENT_TYPE, registration: true }

export const roleAssignmentOperations: readonly ArmOperation[] = [
  {
    ...common,
    method: 'PUT',
    path: `${many}/{name}`,
    action: `${ROLE_ASSIGNMENT_TYPE}/write`,
    run: put,
  },
  {
    ...common,
    method: 'GET',
    path: `${many}/{name}`,
    action: `${ROLE_ASSIGNMENT_TYPE}/read`,
    run: get,
  },
  {
    ...common,
    method: 'DELETE',
    path: `${many}/{name}`,
    action: `${ROLE_ASSIGNMENT_TYPE}/delete`,
    run: remove,
  },
  { ...common, method: 'GET', path: many, action: `${ROLE_ASSIGNMENT_TYPE}/read`, run: list },
]

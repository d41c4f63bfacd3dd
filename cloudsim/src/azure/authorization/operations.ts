import { ArmError } from '../arm/errors.ts'
import { type ArmCall, type ArmOperation, json, param } from '../arm/operation.ts'
import { paged } from '../arm/paging.ts'
import type { JsonObject } from '../json.ts'
import { isVisible } from '../sim.ts'
import { roleAssignmentOperations } from './role-assignments.ts'
import { type RoleDefinition, roleDefinitions, roleOf } from './roles.ts'

const DEFINITION_TYPE = 'Microsoft.Authorization/roleDefinitions'

function definitionView(call: ArmCall, role: RoleDefinition): JsonObject {
  return {
    id: `/subscriptions/${call.account.subscriptionId}/providers/${DEFINITION_TYPE}/${role.guid}`,
    name: role.guid,
    type: DEFINITION_TYPE,
    properties: {
      roleName: role.name,
      type: 'BuiltInRole',
      description: role.description,
      assignableScopes: ['/'],
      permissions: [
        {
          actions: [...role.actions],
          notActions: [...role.notActions],
          dataActions: [],
          notDataActions: [],
        },
      ],
    },
  }
}

function listDefinitions(call: ArmCall) {
  const name = /roleName eq '([^']*)'/.exec(call.query.get('$filter') ?? '')?.[1]
  const wanted = roleDefinitions.filter((role) => name === undefined || role.name === name)
  return paged(
    call,
    wanted.map((role) => definitionView(call, role)),
  )
}

function getDefinition(call: ArmCall) {
  const role = roleOf(param(call, 'name'))
  if (role) return json(200, definitionView(call, role))
  throw new ArmError(
    404,
    'RoleDefinitionDoesNotExist',
    `The specified role definition with ID '${param(call, 'name')}' does not exist.`,
  )
}

/** What the caller may do at a scope, one entry per role that applies. */
function listPermissions(call: ArmCall) {
  const { sim, account, principal } = call
  if (principal.objectId === account.objectId)
    return paged(call, [
      { actions: ['*'], notActions: [...account.denied], dataActions: [], notDataActions: [] },
    ])
  const at = `${param(call, 'scope').toLowerCase()}/`
  const roles = sim.state.roleAssignments
    .values()
    .filter(
      (record) => record.principalId === principal.objectId && isVisible(sim, record.createdAt),
    )
    .filter((record) => at.startsWith(`${record.scope.toLowerCase()}/`))
    .flatMap((record) => roleOf(record.roleDefinitionId) ?? [])
  return paged(
    call,
    roles.map((role) => ({
      actions: [...role.actions],
      notActions: [...role.notActions],
      dataActions: [],
      notDataActions: [],
    })),
  )
}

export const authorizationOperations: readonly ArmOperation[] = [
  ...roleAssignmentOperations,
  {
    method: 'GET',
    path: `{scope}/providers/${DEFINITION_TYPE}`,
    type: DEFINITION_TYPE,
    action: `${DEFINITION_TYPE}/read`,
    run: listDefinitions,
  },
  {
    method: 'GET',
    path: `{scope}/providers/${DEFINITION_TYPE}/{name}`,
    type: DEFINITION_TYPE,
    action: `${DEFINITION_TYPE}/read`,
    run: getDefinition,
  },
  {
    method: 'GET',
    path: '{scope}/providers/Microsoft.Authorization/permissions',
    type: 'Microsoft.Authorization/permissions',
    action: undefined,
    run: listPermissions,
  },
]

import { ArmError } from '../arm/errors.ts'
import { statusDocument } from '../arm/async.ts'
import { type ArmCall, type ArmOperation, empty, json, param } from '../arm/operation.ts'
import { retryAfter } from '../arm/retry-after.ts'
import { paged } from '../arm/paging.ts'
import type { AccountRecord, OperationRecord } from '../state.ts'
import { groupOperations } from './groups.ts'
import { locationDocument, locations } from './locations.ts'
import { providerOperations } from './registration.ts'

function subscriptionView(account: AccountRecord) {
  return {
    id: `/subscriptions/${account.subscriptionId}`,
    authorizationSource: 'RoleBased',
    managedByTenants: [],
    subscriptionId: account.subscriptionId,
    tenantId: account.tenantId,
    displayName: `Sandbox ${account.subscriptionId.slice(0, 8)}`,
    state: 'Enabled',
    subscriptionPolicies: {
      locationPlacementId: 'Public_2014-09-01',
      quotaId: 'PayAsYouGo_2014-09-01',
      spendingLimit: 'Off',
    },
  }
}

function findOperation(call: ArmCall): OperationRecord {
  const operation = call.sim.state.operations.get(param(call, 'operation'))
  if (operation?.subscription === call.account.subscriptionId) return operation
  throw new ArmError(
    404,
    'OperationNotFound',
    `The operation with id '${param(call, 'operation')}' was not found.`,
  )
}

const statusPath = '/subscriptions/{subscription}/providers/{namespace}/locations/{location}'

/** Where long-running operations are polled: the status document, and the result of a deletion. */
const pollOperations: readonly ArmOperation[] = [
  {
    method: 'GET',
    path: `${statusPath}/operations/{operation}`,
    type: 'operationStatuses',
    action: undefined,
    bucket: 'operation-status',
    run(call) {
      const operation = findOperation(call)
      return json(200, statusDocument(operation, call.path), operation.outcome ? {} : waitOf(call))
    },
  },
  {
    method: 'GET',
    path: `${statusPath}/operationResults/{operation}`,
    type: 'operationResults',
    action: undefined,
    bucket: 'operation-status',
    run(call) {
      const operation = findOperation(call)
      if (operation.outcome === 'Failed' && operation.failure)
        throw new ArmError(409, operation.failure.code, operation.failure.message)
      if (operation.outcome) return empty(204)
      const again = `${call.request.baseUrl}${call.path}?${call.request.rawQuery}`
      return empty(202, { location: again, ...waitOf(call) })
    },
  },
]

function waitOf(call: ArmCall): Record<string, string> {
  const network = param(call, 'namespace').toLowerCase() === 'microsoft.network'
  return retryAfter(call.sim, network ? 10 : 15)
}

export const resourceOperations: readonly ArmOperation[] = [
  {
    method: 'GET',
    path: '/subscriptions',
    type: 'Microsoft.Resources/subscriptions',
    action: undefined,
    run: (call) => paged(call, [subscriptionView(call.account)]),
  },
  {
    method: 'GET',
    path: '/subscriptions/{subscription}',
    type: 'Microsoft.Resources/subscriptions',
    action: 'Microsoft.Resources/subscriptions/read',
    run: (call) => json(200, subscriptionView(call.account)),
  },
  {
    method: 'GET',
    path: '/subscriptions/{subscription}/locations',
    type: 'Microsoft.Resources/subscriptions/locations',
    action: 'Microsoft.Resources/subscriptions/locations/read',
    run: (call) =>
      paged(
        call,
        locations.map((location) => locationDocument(call.account.subscriptionId, location)),
      ),
  },
  {
    method: 'GET',
    path: '/tenants',
    type: 'Microsoft.Resources/tenants',
    action: undefined,
    run: (call) =>
      paged(call, [{ id: `/tenants/${call.account.tenantId}`, tenantId: call.account.tenantId }]),
  },
  ...groupOperations,
  ...providerOperations,
  ...pollOperations,
]

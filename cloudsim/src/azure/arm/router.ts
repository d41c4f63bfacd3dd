import { type Call, InjectedError, perform } from '../../core/call.ts'
import type { SimRequest, SimResponse } from '../../core/cloud.ts'
import { type AzureSim, findResource, requestGuid } from '../sim.ts'
import { settle } from './async.ts'
import { authenticate, authorize, type Principal, subscriptionOf } from './auth.ts'
import { parseBody } from './body.ts'
import { ArmError, badRequest, errorResponse } from './errors.ts'
import type { ArmCall, ArmOperation } from './operation.ts'
import { requireRegistration } from '../resources/registration.ts'
import { groupId, lastName, typeOfId } from './resource-id.ts'
import { matchOperation, type Match } from './table.ts'
import { bucketOf, rateHeaders, throttled } from './throttle.ts'
import { stringOf } from '../json.ts'

/** Serves one ARM request: token, route, throttle, permission, registration, then the operation itself. */
export async function handleArm(sim: AzureSim, request: SimRequest): Promise<SimResponse> {
  settle(sim)
  const requestId = requestGuid(sim)
  const match = matchOperation(request.method, request.path)
  const principal = authenticated(sim, request)
  const call = callOf(sim, request, match, principal)
  const common = {
    'x-ms-request-id': requestId,
    'x-ms-correlation-request-id':
      stringOf(request.headers['x-ms-correlation-request-id']) ?? requestId,
    'x-ms-routing-request-id': `SANDBOX:${new Date(sim.context.clock.now()).toISOString()}:${requestId}`,
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
  }
  let response: SimResponse
  try {
    const bucketed = principal instanceof ArmError ? { ...call, bucket: 'unauthenticated' } : call
    response = await perform(sim.context, bucketed, requestId, () => {
      if (principal instanceof ArmError) throw principal
      return serve(sim, request, match, call, principal)
    })
  } catch (error) {
    response = errorResponse(asArmError(sim, call, error))
  }
  const rates = match ? rateHeaders(sim, call, match.operation) : {}
  return { ...response, headers: { ...common, ...rates, ...response.headers } }
}

function authenticated(sim: AzureSim, request: SimRequest): Principal | ArmError {
  try {
    return authenticate(sim, request)
  } catch (error) {
    if (error instanceof ArmError) return error
    throw error
  }
}

function serve(
  sim: AzureSim,
  request: SimRequest,
  match: Match | undefined,
  call: Call,
  principal: Principal,
): SimResponse {
  const apiVersion = versionOf(request)
  const subscription = subscriptionIn(request.path)
  const account =
    subscription === undefined
      ? tenantAccount(sim, principal)
      : subscriptionOf(sim, principal, subscription)
  if (!match) throw noRoute(request)
  const { operation, params } = match
  const armCall: ArmCall = {
    sim,
    account,
    principal,
    call,
    request,
    path: request.path.replace(/\/$/, ''),
    params,
    query: request.query,
    apiVersion,
    body:
      operation.method === 'PUT' || operation.method === 'PATCH' || operation.method === 'POST'
        ? parseBody(request)
        : {},
  }
  if (operation.action !== undefined)
    authorize(sim, account, principal, operation.action, scopeOf(armCall))
  if (operation.registration) requireRegistration(sim, account, operation.type.split('/')[0] ?? '')
  requireGroup(armCall)
  return operation.run(armCall)
}

function versionOf(request: SimRequest): string {
  const version = request.query.get('api-version')
  if (version === null || version === '')
    throw badRequest(
      'MissingApiVersionParameter',
      'The api-version query parameter (?api-version=) is required for all requests.',
    )
  if (!/^\d{4}-\d{2}-\d{2}(?:-preview|-privatepreview)?$/.test(version))
    throw badRequest(
      'InvalidApiVersionParameter',
      `The api-version '${version}' is invalid. The supported versions are dates of the form 'YYYY-MM-DD'.`,
    )
  return version
}

/** The scope that a permission is checked at: the object itself, or what a list is under. */
function scopeOf(call: ArmCall): string {
  if (call.params['scope'] !== undefined) return call.params['scope']
  const { subscription, group } = call.params
  if (typeOfId(call.path) !== '') return call.path
  return subscription === undefined || group === undefined
    ? `/subscriptions/${call.account.subscriptionId}`
    : groupId(subscription, group)
}

function requireGroup(call: ArmCall): void {
  const { subscription, group } = call.params
  const { type, method } = { type: typeOfId(call.path), method: call.request.method }
  if (
    subscription === undefined ||
    group === undefined ||
    type === 'Microsoft.Resources/resourceGroups'
  )
    return
  const found = findResource(
    call.sim,
    'Microsoft.Resources/resourceGroups',
    groupId(subscription, group),
  )
  if (!found)
    throw new ArmError(
      404,
      'ResourceGroupNotFound',
      `Resource group '${group}' could not be found.`,
    )
  const writes = method === 'PUT' || method === 'PATCH'
  if (writes && found.state === 'Deleting')
    throw new ArmError(
      409,
      'ResourceGroupBeingDeleted',
      `The resource group '${group}' is in deprovisioning state and cannot perform this operation.`,
    )
}

function callOf(
  sim: AzureSim,
  request: SimRequest,
  match: Match | undefined,
  principal: Principal | ArmError,
): Call {
  const operation = match?.operation
  const mutating =
    request.method !== 'GET' &&
    request.method !== 'HEAD' &&
    operation?.action?.endsWith('/read') !== true
  return {
    cloud: 'azure',
    account: accountName(sim, request, principal),
    region: regionOf(sim, request, match),
    operation: operation ? operationName(operation) : `${request.method} ${request.path}`,
    mutating: mutating && !(operation?.type ?? '').includes('listCluster'),
    bucket: operation ? bucketOf(operation) : 'arm-read',
    target: targetOf(request),
  }
}

function accountName(sim: AzureSim, request: SimRequest, principal: Principal | ArmError): string {
  const named = subscriptionIn(request.path)
  if (named !== undefined) return named.toLowerCase()
  if (principal instanceof ArmError) return ''
  const owned = sim.state.accounts
    .values()
    .find((account) => account.tenantId === principal.tenantId)
  return owned?.subscriptionId ?? ''
}

function operationName(operation: ArmOperation): string {
  return `${operation.method} ${operation.type}`
}

/** ARM's own buckets are per subscription; those of AKS per subscription and location. */
function regionOf(sim: AzureSim, request: SimRequest, match: Match | undefined): string {
  if (!match?.operation.bucket?.startsWith('aks-')) return 'global'
  const id = /^.*\/managedClusters\/[^/]+/i.exec(request.path)?.[0]
  const known =
    id === undefined
      ? undefined
      : findResource(sim, 'Microsoft.ContainerService/managedClusters', id)
  if (known) return known.location
  try {
    return stringOf(parseBody(request)['location'])?.replaceAll(' ', '').toLowerCase() ?? 'global'
  } catch {
    return 'global'
  }
}

/** The name of what is acted on: the last of the path, or the one before the verb of a POST. */
function targetOf(request: SimRequest): string {
  const path = request.path.replace(/\/$/, '')
  return lastName(request.method === 'POST' ? path.slice(0, path.lastIndexOf('/')) : path)
}

function subscriptionIn(path: string): string | undefined {
  return /^\/subscriptions\/([^/]+)/i.exec(path)?.[1]
}

function tenantAccount(sim: AzureSim, principal: Principal) {
  const account = sim.state.accounts
    .values()
    .find((candidate) => candidate.tenantId === principal.tenantId)
  if (!account)
    throw new ArmError(
      401,
      'InvalidAuthenticationToken',
      'The access token is from an unknown tenant.',
    )
  return account
}

function noRoute(request: SimRequest): ArmError {
  const type = typeOfId(request.path)
  const namespace = type.split('/')[0] ?? ''
  if (type !== '')
    return new ArmError(
      404,
      'InvalidResourceType',
      `The resource type '${type.slice(namespace.length + 1)}' could not be found in the namespace '${namespace}' for api version '${request.query.get('api-version')}'.`,
    )
  return new ArmError(
    404,
    'NotFound',
    `No HTTP resource was found that matches the request '${request.method} ${request.path}'.`,
  )
}

function asArmError(sim: AzureSim, call: Call, error: unknown): ArmError {
  if (error instanceof ArmError) return error
  if (!(error instanceof InjectedError)) throw error
  if (error.kind === 'throttled') return throttled(sim, call)
  if (error.kind === 'internal') return new ArmError(500, 'InternalServerError', error.message)
  return new ArmError(error.status ?? 400, error.code ?? 'BadRequest', error.message)
}

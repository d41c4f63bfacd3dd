import type { SimRequest } from '../../core/cloud.ts'
import { allows, matches, roleOf } from '../authorization/roles.ts'
import { numberOf, stringOf } from '../json.ts'
import { readToken } from '../login/keys.ts'
import { type AzureSim, isVisible } from '../sim.ts'
import type { AccountRecord } from '../state.ts'
import { ArmError } from './errors.ts'

/** Who calls: the application or managed identity that a token was issued to. */
export interface Principal {
  readonly tenantId: string
  readonly objectId: string
  readonly clientId: string
}

const audiences = new Set(['https://management.azure.com', 'https://management.core.windows.net'])

/** Verifies the bearer token as ARM does: signature, audience, expiry. */
export function authenticate(sim: AzureSim, request: SimRequest): Principal {
  const header = request.headers.authorization ?? ''
  if (!/^bearer /i.test(header))
    throw unauthorized(
      'AuthenticationFailed',
      "Authentication failed. The 'Authorization' header is missing.",
    )
  const claims = readToken(sim, header.slice('bearer '.length).trim())
  if (!claims) throw unauthorized('InvalidAuthenticationToken', 'The access token is invalid.')
  if (!audiences.has((stringOf(claims['aud']) ?? '').replace(/\/+$/, '')))
    throw unauthorized(
      'InvalidAuthenticationTokenAudience',
      `The access token has been obtained for wrong audience or resource '${stringOf(claims['aud'])}'. It should exactly match with one of the allowed audiences 'https://management.core.windows.net/','https://management.azure.com/'.`,
    )
  const expiresAt = (numberOf(claims['exp']) ?? 0) * 1000
  const now = sim.context.clock.now()
  if (now >= expiresAt)
    throw unauthorized(
      'ExpiredAuthenticationToken',
      `The access token expiry UTC time '${new Date(expiresAt).toUTCString()}' is earlier than current UTC time '${new Date(now).toUTCString()}'.`,
    )
  return {
    tenantId: stringOf(claims['tid']) ?? '',
    objectId: stringOf(claims['oid']) ?? '',
    clientId: stringOf(claims['appid']) ?? '',
  }
}

function unauthorized(code: string, message: string): ArmError {
  const challenge = `Bearer authorization_uri="https://login.microsoftonline.com/", error="invalid_token", error_description="${message.replaceAll('"', "'")}"`
  return new ArmError(401, code, message, { headers: { 'www-authenticate': challenge } })
}

/** The subscription of a path, if the token's tenant has it. */
export function subscriptionOf(
  sim: AzureSim,
  principal: Principal,
  subscription: string,
): AccountRecord {
  const account = sim.state.accounts.get(subscription.toLowerCase())
  if (!account)
    throw new ArmError(
      404,
      'SubscriptionNotFound',
      `The subscription '${subscription}' could not be found.`,
    )
  if (account.tenantId !== principal.tenantId)
    throw unauthorized(
      'InvalidAuthenticationTokenTenant',
      `The access token is from the wrong issuer 'https://sts.windows.net/${principal.tenantId}/'. It must match the tenant 'https://sts.windows.net/${account.tenantId}/' associated with this subscription.`,
    )
  return account
}

/** Whether Azure RBAC lets a principal do something at a scope. The account's own application is owner, less what is denied. */
export function isAllowed(
  sim: AzureSim,
  account: AccountRecord,
  objectId: string,
  action: string,
  scope: string,
): boolean {
  if (objectId === account.objectId)
    return !account.denied.some((pattern) => matches(pattern, action))
  const at = `${scope.toLowerCase()}/`
  return sim.state.roleAssignments.values().some((assignment) => {
    if (assignment.principalId !== objectId || !isVisible(sim, assignment.createdAt)) return false
    if (!at.startsWith(`${assignment.scope.toLowerCase()}/`)) return false
    const role = roleOf(assignment.roleDefinitionId)
    return role !== undefined && allows(role, action)
  })
}

/** Refuses with ARM's AuthorizationFailed. */
export function authorize(
  sim: AzureSim,
  account: AccountRecord,
  principal: Principal,
  action: string,
  scope: string,
): void {
  if (isAllowed(sim, account, principal.objectId, action, scope)) return
  throw new ArmError(
    403,
    'AuthorizationFailed',
    `The client '${principal.clientId}' with object id '${principal.objectId}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  )
}

/** Refuses with LinkedAuthorizationFailed: what the body points to needs a permission of its own. */
export function authorizeLinked(
  sim: AzureSim,
  account: AccountRecord,
  client: { readonly clientId: string; readonly objectId: string },
  wanted: {
    readonly action: string
    readonly scope: string
    readonly linkedAction: string
    readonly linkedScope: string
  },
): void {
  if (isAllowed(sim, account, client.objectId, wanted.linkedAction, wanted.linkedScope)) return
  throw new ArmError(
    403,
    'LinkedAuthorizationFailed',
    `The client '${client.clientId}' with object id '${client.objectId}' has permission to perform action '${wanted.action}' on scope '${wanted.scope}'; however, it does not have permission to perform action '${wanted.linkedAction}' on the linked scope(s) '${wanted.linkedScope}' or the linked scope(s) are invalid.`,
  )
}

import type { SimRequest, SimResponse } from '../../core/cloud.ts'
import { timingSafeEqual } from 'node:crypto'
import { type AzureSim, requestGuid } from '../sim.ts'
import type { AccountRecord } from '../state.ts'
import { federatedPrincipal } from './federation.ts'
import { LoginError } from './errors.ts'
import { signToken } from './keys.ts'

/** Seconds that an access token is good for, as Entra hands out by default for an hour. */
const TOKEN_SECONDS = 3599

/** AKS's server application: its tokens open clusters that use Entra ID. */
const AKS_SERVER_APP = '6dae42f8-4368-4678-94ff-3960e28e3630'
const audiences: Readonly<Record<string, string>> = {
  'https://management.azure.com': 'https://management.azure.com/',
  'https://management.core.windows.net': 'https://management.core.windows.net/',
  'https://graph.microsoft.com': 'https://graph.microsoft.com',
  [AKS_SERVER_APP]: AKS_SERVER_APP,
}

interface Client {
  readonly clientId: string
  readonly objectId: string
}

/** Answers `/{tenant}/oauth2/v2.0/token` (and the older `/oauth2/token`) for client credentials. */
export async function issueToken(
  sim: AzureSim,
  request: SimRequest,
  tenant: string,
): Promise<SimResponse> {
  const form = new URLSearchParams(request.body.toString('utf8'))
  const tenantId = knownTenant(sim, tenant)
  const grant = form.get('grant_type')
  if (grant !== 'client_credentials')
    throw grant
      ? new LoginError(
          400,
          'unsupported_grant_type',
          70003,
          `The app requested an unsupported grant type '${grant}'.`,
        )
      : new LoginError(
          400,
          'invalid_request',
          900144,
          "The request body must contain the following parameter: 'grant_type'.",
        )
  const clientId = required(form, 'client_id')
  const audience = audienceOf(form, tenantId)
  const client = await authenticate(sim, form, tenantId, clientId)
  const lifetimeMs = TOKEN_SECONDS * 1000 * Math.max(1, sim.context.clock.speed())
  const now = sim.context.clock.now()
  const token = signToken(sim, {
    aud: audience,
    iss: `https://sts.windows.net/${tenantId}/`,
    iat: seconds(now),
    nbf: seconds(now),
    exp: seconds(now + lifetimeMs),
    appid: client.clientId,
    appidacr: '1',
    idp: `https://sts.windows.net/${tenantId}/`,
    idtyp: 'app',
    oid: client.objectId,
    sub: client.objectId,
    tid: tenantId,
    uti: requestGuid(sim),
    ver: '1.0',
  })
  const body = {
    token_type: 'Bearer',
    expires_in: TOKEN_SECONDS,
    ext_expires_in: TOKEN_SECONDS,
    access_token: token,
  }
  return {
    status: 200,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store, no-cache',
    },
    body: JSON.stringify(body),
  }
}

export function knownTenant(sim: AzureSim, tenant: string): string {
  const account = sim.state.accounts
    .values()
    .find((candidate) => candidate.tenantId === tenant.toLowerCase())
  if (account) return account.tenantId
  throw new LoginError(
    400,
    'invalid_request',
    90002,
    `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
  )
}

async function authenticate(
  sim: AzureSim,
  form: URLSearchParams,
  tenantId: string,
  clientId: string,
): Promise<Client> {
  const assertion = form.get('client_assertion')
  if (assertion) return federatedPrincipal(sim, tenantId, clientId, assertion)
  const account = sim.state.accounts
    .values()
    .find(
      (candidate) =>
        candidate.tenantId === tenantId && candidate.clientId === clientId.toLowerCase(),
    )
  if (!account) throw unknownApplication(clientId, tenantId)
  checkSecret(sim, account, required(form, 'client_secret'))
  return account
}

function checkSecret(sim: AzureSim, account: AccountRecord, secret: string): void {
  const given = Buffer.from(secret)
  const right = Buffer.from(account.clientSecret)
  if (given.length !== right.length || !timingSafeEqual(given, right))
    throw new LoginError(
      401,
      'invalid_client',
      7000215,
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${account.clientId}'.`,
    )
  if (account.expiresAt !== undefined && sim.context.clock.now() >= account.expiresAt)
    throw new LoginError(
      401,
      'invalid_client',
      7000222,
      `The provided client secret keys for app '${account.clientId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.`,
    )
}

function unknownApplication(clientId: string, tenantId: string): LoginError {
  return new LoginError(
    400,
    'unauthorized_client',
    700016,
    `Application with identifier '${clientId}' was not found in the directory '${tenantId}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
  )
}

function audienceOf(form: URLSearchParams, tenantId: string): string {
  const scope = form.get('scope')
  const wanted = scope ?? form.get('resource')
  if (!wanted)
    throw new LoginError(
      400,
      'invalid_request',
      900144,
      "The request body must contain the following parameter: 'scope'.",
    )
  const first = wanted.split(' ')[0] ?? ''
  if (scope !== null && !first.endsWith('/.default'))
    throw new LoginError(
      400,
      'invalid_scope',
      1002012,
      `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
    )
  const resource = first.replace(/\/\.default$/, '').replace(/\/+$/, '')
  const audience = audiences[resource]
  if (audience !== undefined) return audience
  throw new LoginError(
    400,
    'invalid_resource',
    500011,
    `The resource principal named ${resource} was not found in the tenant named ${tenantId}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.`,
  )
}

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name)
  if (value) return value
  if (name === 'client_secret')
    throw new LoginError(
      401,
      'invalid_client',
      7000218,
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    )
  throw new LoginError(
    400,
    'invalid_request',
    900144,
    `The request body must contain the following parameter: '${name}'.`,
  )
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000)
}

import { perform } from '../../core/call.ts'
import type { SimRequest, SimResponse } from '../../core/cloud.ts'
import { InjectedError } from '../../core/call.ts'
import { type AzureSim, requestGuid } from '../sim.ts'
import { cloudMetadata, instanceDiscovery, openIdConfiguration, signingKeys } from './discovery.ts'
import { LoginError, loginErrorResponse } from './errors.ts'
import { issueToken, knownTenant } from './token.ts'

interface LoginRoute {
  readonly method: 'GET' | 'POST'
  readonly pattern: RegExp
  readonly operation: string
  run(sim: AzureSim, request: SimRequest, tenant: string): SimResponse | Promise<SimResponse>
}

const routes: readonly LoginRoute[] = [
  {
    method: 'POST',
    pattern: /^\/([^/]+)\/oauth2(?:\/v2\.0)?\/token$/,
    operation: 'POST login/token',
    run: issueToken,
  },
  {
    method: 'GET',
    pattern: /^\/([^/]+)\/(?:v2\.0\/)?\.well-known\/openid-configuration$/,
    operation: 'GET login/openid-configuration',
    run: (sim, request, tenant) =>
      openIdConfiguration(
        request,
        tenant === 'common' || tenant === 'organizations' ? tenant : knownTenant(sim, tenant),
      ),
  },
  {
    method: 'GET',
    pattern: /^\/(common)\/discovery\/instance$/,
    operation: 'GET login/discovery/instance',
    run: (_sim, request) => instanceDiscovery(request),
  },
  {
    method: 'GET',
    pattern: /^\/([^/]+)\/discovery(?:\/v2\.0)?\/keys$/,
    operation: 'GET login/discovery/keys',
    run: (sim) => signingKeys(sim),
  },
  {
    method: 'GET',
    pattern: /^\/(metadata)\/endpoints$/,
    operation: 'GET metadata/endpoints',
    run: (_sim, request) => cloudMetadata(request),
  },
]

/** Answers a request to the identity platform; undefined when the path is none of its own. */
export async function handleLogin(
  sim: AzureSim,
  request: SimRequest,
): Promise<SimResponse | undefined> {
  const route = routes.find(
    (candidate) => candidate.method === request.method && candidate.pattern.test(request.path),
  )
  if (!route) return undefined
  const tenant = route.pattern.exec(request.path)?.[1] ?? ''
  const trace = requestGuid(sim)
  const account = sim.state.accounts
    .values()
    .find((candidate) => candidate.tenantId === tenant.toLowerCase())
  const call = {
    cloud: 'azure',
    account: account?.subscriptionId ?? '',
    region: 'global',
    operation: route.operation,
    mutating: false,
    bucket: 'login',
    target: tenant,
  } as const
  try {
    return await perform(sim.context, call, trace, () => route.run(sim, request, tenant))
  } catch (error) {
    if (error instanceof LoginError) return loginErrorResponse(sim, error, trace)
    if (error instanceof InjectedError) return loginErrorResponse(sim, injected(error), trace)
    throw error
  }
}

function injected(error: InjectedError): LoginError {
  if (error.kind === 'throttled')
    return new LoginError(
      429,
      'temporarily_unavailable',
      90055,
      'The server is busy because of too many requests.',
    )
  if (error.kind === 'internal')
    return new LoginError(
      500,
      'server_error',
      90033,
      'A transient error has occurred. Please try again.',
    )
  return new LoginError(error.status ?? 400, error.code ?? 'invalid_request', 90000, error.message)
}

import { type Call, perform } from '../core/call.ts'
import type { SimRequest, SimResponse } from '../core/cloud.ts'
import { authenticate } from './auth/authenticate.ts'
import { issueToken } from './auth/token-endpoint.ts'
import { settle } from './due.ts'
import { errorResponse, GoogleError } from './errors.ts'
import { checkBody, text, objectIn } from './json-schema.ts'
import { type GcpRequest, type GcpRoute, parseJson, requirePermission } from './request.ts'
import { type Match, matchRoute } from './routes.ts'
import { requireService } from './services.ts'
import type { GcpState } from './state.ts'

const TOKEN_PATHS = ['/token', '/oauth2/v4/token', '/o/oauth2/token']

/** Answers one HTTP request to Google Cloud; throws only DroppedConnection and bugs. */
export async function handle(state: GcpState, http: SimRequest): Promise<SimResponse> {
  try {
    settle(state)
    if (TOKEN_PATHS.includes(http.path) && http.method === 'POST')
      return await issueToken(state, http)
    const match = matchRoute(http.method, http.path)
    if ('route' in match) return await serve(state, http, match)
    throw match.length > 0
      ? new GoogleError(405, 'httpMethodNotAllowed', `Method ${http.method} is not allowed here.`)
      : new GoogleError(404, 'notFound', `Not found: the path ${http.path} is not simulated.`)
  } catch (error) {
    const response = errorResponse(error)
    if (response) return response
    throw error
  }
}

async function serve(
  state: GcpState,
  http: SimRequest,
  { route, params }: Match,
): Promise<SimResponse> {
  const account = authenticate(state, http, route.service)
  const body = parseJson(http)
  const project = account.projectId
  const call: Call = {
    cloud: 'gcp',
    account: project,
    region: params['region'] ?? params['zone'] ?? params['location'] ?? 'global',
    operation: route.operation,
    mutating: route.mutating,
    bucket: bucketOf(route),
    target: targetOf(params, body),
  }
  const location = params['location'] ?? params['zone']
  const request: GcpRequest = {
    state,
    account,
    project,
    params: location === undefined ? params : { ...params, location },
    query: http.query,
    body,
    call,
    http,
  }
  const answer = await perform(state.context, call, state.hex(16), async () => {
    checkProject(request, params['project'] ?? '', route)
    requireService(state, account, route.service)
    if (route.permission !== undefined) requirePermission(account, route.permission, route.service)
    if (route.body) checkBody(body, route.body)
    return await state.context.world.batch(() => route.handle(request))
  })
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=UTF-8' },
    body: JSON.stringify(answer),
  }
}

function bucketOf({ service, mutating }: GcpRoute): string {
  return `${service}-${mutating ? 'write' : 'read'}`
}

/** Name of what a call is about: the last named object of the path, or the one in the body. */
function targetOf(params: Readonly<Record<string, string>>, body: GcpRequest['body']): string {
  const inBody = [body, objectIn(body, 'cluster'), objectIn(body, 'nodePool')]
    .map((part) => text(part, 'name'))
    .find((name) => name !== '')
  const named = Object.entries(params).filter(
    ([key]) => !['project', 'region', 'zone', 'location'].includes(key),
  )
  return [...named.map(([, value]) => value), inBody ?? text(body, 'accountId')]
    .filter((part) => part !== '')
    .join('/')
}

/** A credential sees its own project only, by id or number; `-` stands for it in some IAM paths. */
function checkProject({ account }: GcpRequest, project: string, route: GcpRoute): void {
  if ([account.projectId, account.projectNumber, '-'].includes(project)) return
  if (route.service === 'compute')
    throw new GoogleError(404, 'notFound', `The resource 'projects/${project}' was not found`)
  throw new GoogleError(
    403,
    'forbidden',
    `Permission denied on resource project ${project} (or it may not exist).`,
    { status: 'PERMISSION_DENIED' },
  )
}

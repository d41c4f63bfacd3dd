import { auditEntry } from '@skyclust/application'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { HttpContext } from '../context.ts'
import type { LoadedRoute } from '../load-routes.ts'
import type { Route, RouteRequest, StreamRoute } from '../route.ts'
import { admit, type Caller } from './caller.ts'
import { loginCookie, sessionCookie } from './cookie.ts'
import type { Guards } from './guards.ts'
import type { Idempotency } from './idempotency.ts'
import { versionOf } from './if-match.ts'
import { databaseFor, perform, type Performed } from './perform.ts'
import { refuseUnreadable } from './readable.ts'
import { beginRequest, entryOf, type RequestState, stateOf } from './request-state.ts'
import { routeSchema } from './route-schema.ts'

/** Folders whose changes can take access away; the cache of this process forgets at once, others are told by the feed. */
const ABOUT_ACCESS = new Set([
  'identity',
  'platform',
  'workspaces',
  'members',
  'roles',
  'service-accounts',
  'api-keys',
  'oidc',
])

export interface Pipeline {
  readonly context: HttpContext
  readonly guards: Guards
  readonly answers: Idempotency
}

/** The pipeline, once: admit (who, from where, may they) → read and validate (Fastify) → perform → reply. */
export function registerRoute(app: FastifyInstance, loaded: LoadedRoute, pipeline: Pipeline): void {
  const { route, url } = loaded
  const { context, guards } = pipeline
  app.route({
    method: route.method,
    url,
    schema: routeSchema(loaded),
    config: { access: route.permission },
    onRequest: async (request) => {
      const { caller } = beginRequest(request, route)
      await admit(route, request, context, guards, caller)
      assertStillThere(request)
    },
    preValidation: (request, _reply, done) => {
      refuseUnreadable(request.body)
      done()
    },
    handler: async (request, reply) => {
      const state = stateOf(request)
      if (!state) throw new Error('the request was not admitted')
      const input = inputOf(request, state.caller, context)
      if ('open' in route) return openStream(route, input, state, request, reply, context)
      const answer = await performed(route, input, state, request, pipeline)
      state.isSettled = true
      if (state.isChange && route.keepsAccess !== true && ABOUT_ACCESS.has(loaded.context))
        context.cache.forget()
      return send(route, answer, reply, context)
    },
  })
}

/** Who left while being admitted would never be missed: the parser waits for a body that was given up before it listened. */
function assertStillThere({ raw }: FastifyRequest): void {
  if (raw.readableAborted) throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' })
}

async function performed(
  route: Route,
  input: RouteRequest,
  state: RequestState,
  request: FastifyRequest,
  { context, answers }: Pipeline,
): Promise<Performed> {
  const what = {
    route,
    input,
    caller: state.caller,
    trail: state.trail,
    isAudited: state.isChange,
    entry: entryOf(request, route),
    operation: `${route.operationId} ${request.url}`,
    settled: () => (state.isSettled = true),
  }
  return perform(what, context, answers)
}

/** A stream's entry is written before its first byte leaves: no row, nothing to read. */
async function openStream(
  route: StreamRoute,
  input: RouteRequest,
  { caller, trail }: RequestState,
  request: FastifyRequest,
  reply: FastifyReply,
  context: HttpContext,
): Promise<void> {
  const db = databaseFor(context, caller)
  if (route.audited === true)
    await db.transaction(({ audit }) =>
      audit.append(
        auditEntry(
          { ...entryOf(request, route), result: 'success', status: 200, code: undefined },
          caller.identity,
          trail.facts(),
        ),
      ),
    )
  await route.open(input, { ...context, ports: { ...context.ports, db, trail } }, reply)
}

function inputOf(
  request: FastifyRequest,
  caller: Caller,
  { publicUrl }: HttpContext,
): RouteRequest {
  const header = (name: string) => {
    const value = request.headers[name]
    return Array.isArray(value) ? value[0] : value
  }
  return {
    params: request.params,
    query: request.query,
    body: request.body,
    actor: caller.actor,
    identity: caller.identity as RouteRequest['identity'],
    client: { address: request.ip, userAgent: request.headers['user-agent'] ?? '' },
    ifVersion: versionOf(request.headers['if-match']),
    header,
    loginCookie: request.cookies[loginCookie(publicUrl).name],
    // Made when asked for: parsing costs as much as finding out who asks.
    get url() {
      return new URL(request.url, publicUrl).href
    },
  }
}

function send(
  route: Route,
  result: Performed,
  reply: FastifyReply,
  { publicUrl }: HttpContext,
): FastifyReply {
  const version = result.status < 300 ? route.etag?.(result.body as never) : undefined
  if (version !== undefined) void reply.header('etag', `"${version}"`)
  if (result.replayed === true) void reply.header('idempotency-replayed', 'true')
  setCookie(reply, sessionCookie(publicUrl), result.session)
  setCookie(reply, loginCookie(publicUrl), result.loginCookie)
  return reply
    .status(result.status)
    .headers(result.headers ?? {})
    .send(isEmpty(result.status) ? undefined : result.body)
}

function isEmpty(status: number): boolean {
  return status === 204 || (status >= 300 && status < 400)
}

function setCookie(
  reply: FastifyReply,
  { name, options }: ReturnType<typeof sessionCookie>,
  value: string | null | undefined,
): void {
  if (value === null) void reply.clearCookie(name, options)
  else if (value !== undefined) void reply.setCookie(name, value, options)
}

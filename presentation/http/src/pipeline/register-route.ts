import { authorize } from '@skyclust/application'
import { DomainError } from '@skyclust/domain'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { HttpContext, RequestIdentity } from '../context.ts'
import type { LoadedRoute } from '../load-routes.ts'
import type { Route, RouteRequest, StreamRoute } from '../route.ts'
import { authenticate } from './authenticate.ts'
import { sessionCookie } from './cookie.ts'
import type { Idempotency } from './idempotency.ts'
import { versionOf } from './if-match.ts'
import { routeSchema } from './route-schema.ts'
import { refuseCrossSite } from './same-origin.ts'

interface Caller {
  readonly identity: RequestIdentity | undefined
  readonly actor: RouteRequest['actor']
}

/** The pipeline, once: authenticate → refuse cross-site changes → authorise → validate (Fastify) → handle → reply. */
export function registerRoute(
  app: FastifyInstance,
  loaded: LoadedRoute,
  context: HttpContext,
  answers: Idempotency,
): void {
  const { route, url } = loaded
  const callers = new WeakMap<FastifyRequest, Caller>()
  app.route({
    method: route.method,
    url,
    schema: routeSchema(loaded),
    config: { access: route.permission },
    onRequest: async (request) => {
      const identity = await authenticate(request, context)
      if (identity?.by !== 'bearer') refuseCrossSite(request, context.publicUrl)
      callers.set(request, { identity, actor: await actorOf(route, identity, request, context) })
    },
    handler: async (request, reply) => {
      const caller = callers.get(request)
      if (!caller) throw new Error('the request was not authenticated')
      const input = inputOf(request, caller)
      if ('open' in route) return route.open(input, context, reply)
      return answer(route, input, context, answers, reply)
    },
  })
}

async function actorOf(
  { permission }: Route | StreamRoute,
  identity: RequestIdentity | undefined,
  request: FastifyRequest,
  { ports }: HttpContext,
): Promise<Caller['actor']> {
  if (permission === 'public') return undefined
  if (!identity) throw new DomainError('unauthenticated', 'sign-in-required', 'Sign in to do this.')
  const userId = identity.user.id
  if (permission === 'signed-in') return { userId }
  const { workspaceId } = request.params as { workspaceId: string }
  return authorize(ports, userId, workspaceId, permission)
}

function inputOf(request: FastifyRequest, caller: Caller): RouteRequest {
  const header = (name: string) => {
    const value = request.headers[name]
    return Array.isArray(value) ? value[0] : value
  }
  return {
    params: request.params,
    query: request.query,
    body: request.body,
    actor: caller.actor,
    identity: caller.identity,
    client: { address: request.ip, userAgent: request.headers['user-agent'] ?? '' },
    ifVersion: versionOf(request.headers['if-match']),
    header,
  }
}

async function answer(
  route: Route,
  input: RouteRequest,
  context: HttpContext,
  answers: Idempotency,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const key = input.header('idempotency-key')
  const { actor } = input
  const result =
    route.idempotent === true && key !== undefined && actor && 'workspaceId' in actor
      ? await answers.once(
          { key, actor, operation: `${route.operationId} ${reply.request.url}`, body: input.body },
          (joined) => route.handle(input, joined),
        )
      : await route.handle(input, context)
  const version = result.status < 300 ? route.etag?.(result.body) : undefined
  if (version !== undefined) void reply.header('etag', `"${version}"`)
  if ('replayed' in result && result.replayed) void reply.header('idempotency-replayed', 'true')
  if ('session' in result) setSession(reply, result.session, context)
  return reply
    .status(result.status)
    .headers(result.headers ?? {})
    .send(result.status === 204 ? undefined : result.body)
}

function setSession(
  reply: FastifyReply,
  value: string | null | undefined,
  { publicUrl }: HttpContext,
): void {
  const { name, options } = sessionCookie(publicUrl)
  if (value === null) void reply.clearCookie(name, options)
  else if (value !== undefined) void reply.setCookie(name, value, options)
}

import { randomUUID } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import cookie from '@fastify/cookie'
import { accessCache, type Ports } from '@skyclust/application'
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { DEFAULT_STREAM_LIMITS, type HttpContext, type StreamLimits } from './context.ts'
import { registerDashboard } from './dashboard/register-dashboard.ts'
import { loadRoutes } from './load-routes.ts'
import { registerOpenapi } from './openapi.ts'
import { answerClientError } from './pipeline/client-error.ts'
import { GUARDS, type Guards } from './pipeline/guards.ts'
import { idempotency } from './pipeline/idempotency.ts'
import { recordRefusal } from './pipeline/record-refusal.ts'
import { registerRoute } from './pipeline/register-route.ts'
import { addSecurityHeaders, securityHeaders } from './pipeline/security-headers.ts'
import { sendProblem, toProblem } from './problem.ts'
import { registerReference } from './reference/register-reference.ts'

const BODY_LIMIT_BYTES = 262_144

export interface AppOptions {
  readonly ports: Ports
  /** Where people reach this installation. */
  readonly publicUrl: string
  readonly version: string
  /** The dashboard's static export; without it `/` points to the API reference. */
  readonly dashboardDir?: string
  /** Logs requests; never bodies, cookies or authorisation. */
  readonly logger?: FastifyBaseLogger
  /** Proxies whose X-Forwarded-For is believed, as addresses or CIDRs. */
  readonly trustedProxies?: readonly string[]
  readonly streams?: Partial<StreamLimits>
  readonly checkReady?: () => Promise<void>
  /** Sees every request first; true = it has answered. For servers that live on the same port. */
  readonly intercept?: (request: IncomingMessage, response: ServerResponse) => boolean
}

/** The whole HTTP side: API, streams, description, reference and dashboard. Not yet listening. */
export function buildApp(options: AppOptions): Promise<FastifyInstance> {
  return assembleApp(options, GUARDS)
}

/** buildApp with other guards; for the test that takes each away in turn. */
export async function assembleApp(options: AppOptions, guards: Guards): Promise<FastifyInstance> {
  const { ports } = options
  const context: HttpContext = {
    ports,
    system: ports,
    cache: accessCache(ports.clock),
    publicUrl: new URL(options.publicUrl),
    streams: { ...DEFAULT_STREAM_LIMITS, ...options.streams },
    checkReady:
      options.checkReady ??
      (async () => {
        await ports.db.stores.users.count()
      }),
  }
  const headers = securityHeaders(context.publicUrl)
  const app = Fastify({
    ...(options.logger ? { loggerInstance: options.logger } : { logger: false }),
    genReqId: () => randomUUID(),
    bodyLimit: BODY_LIMIT_BYTES,
    trustProxy: options.trustedProxies ? [...options.trustedProxies] : false,
    // Streams stay open for ever; closing must not wait for them.
    forceCloseConnections: true,
    serverFactory: (handler) => createServer(intercepted(handler, options.intercept)),
    // What the router cannot read; no hook runs for it.
    frameworkErrors: (error, request, reply) => {
      void reply.headers(headers).header('x-request-id', request.id)
      return sendProblem(reply, toProblem(error, request.id)) as never
    },
    clientErrorHandler: answerClientError(headers),
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  addSecurityHeaders(app, headers)
  const stopListening = ports.feed.onAccessChanged(() => context.cache.forget())
  app.addHook('onClose', async () => stopListening())
  app.setErrorHandler(async (error, request, reply) => {
    const problem = toProblem(error, request.id)
    await recordRefusal(request, problem, context)
    if (problem.status === 500) request.log.error({ err: error }, 'request failed by our fault')
    else if (problem.status > 500) request.log.warn({ err: error }, 'request could not be served')
    return sendProblem(reply, problem)
  })
  await app.register(cookie)
  await registerOpenapi(app, options.version)
  const pipeline = { context, guards, answers: idempotency() }
  for (const route of await loadRoutes()) registerRoute(app, route, pipeline)
  registerReference(app)
  await registerDashboard(app, options.dashboardDir)
  return app
}

function intercepted(
  handler: RequestListener,
  intercept: AppOptions['intercept'],
): RequestListener {
  if (!intercept) return handler
  return (request, response) => {
    if (!intercept(request, response)) handler(request, response)
  }
}

import type { FastifySchema } from 'fastify'
import { z } from 'zod'
import type { LoadedRoute } from '../load-routes.ts'
import { ProblemDocument } from '../schemas/problem-document.ts'

const IdempotencyHeaders = z.object({
  'idempotency-key': z
    .string()
    .optional()
    .meta({ description: 'The same key and body get the same answer, and nothing happens twice.' }),
})

/** What Fastify validates by and the API description is made from. */
export function routeSchema({ route, context }: LoadedRoute): FastifySchema {
  const problem = {
    description: 'Problem document (RFC 9457)',
    content: { 'application/problem+json': { schema: ProblemDocument } },
  }
  const replies =
    'open' in route
      ? {
          200: {
            description: route.produces ? 'A file, written while it is read' : 'Server-sent events',
            content: Object.fromEntries(
              (route.produces ?? ['text/event-stream']).map((type) => [
                type,
                { schema: route.event },
              ]),
            ),
          },
        }
      : route.replies
  return {
    operationId: route.operationId,
    summary: route.summary,
    tags: [context],
    security: route.permission === 'public' ? [] : [{ session: [] }, { accessToken: [] }],
    ...(route.params ? { params: route.params } : {}),
    ...(route.query ? { querystring: route.query } : {}),
    ...('body' in route && route.body ? { body: route.body } : {}),
    ...('idempotent' in route && route.idempotent ? { headers: IdempotencyHeaders } : {}),
    response: { ...replies, '4XX': problem, '5XX': problem },
  }
}

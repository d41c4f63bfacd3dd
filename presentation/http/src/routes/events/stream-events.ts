import { EventView } from '@skyclust/application'
import { z } from 'zod'
import { defineStream } from '../../route.ts'
import { InWorkspace } from '../../schemas/common.ts'
import { pumpEvents } from '../../streams/event-stream.ts'

export default defineStream({
  method: 'GET',
  path: '/workspaces/:workspaceId/events/stream',
  operationId: 'streamEvents',
  summary:
    'Events as they happen (SSE); resumes after Last-Event-ID, `reset` says the gap is too old',
  permission: 'event:read',
  params: InWorkspace,
  /** For programs that cannot set the Last-Event-ID header. */
  query: z.object({ after: z.coerce.number().int().min(0).optional() }),
  event: EventView,
  async open({ actor, identity, query, header }, context, reply) {
    const lastEventId = header('last-event-id')
    const after =
      lastEventId !== undefined && /^\d{1,15}$/.test(lastEventId)
        ? Number(lastEventId)
        : query.after
    reply.hijack()
    reply.raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      // Proxies must neither compress nor hold back a stream.
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    })
    try {
      await pumpEvents(reply.raw, { actor, after, identity }, context)
    } catch (error) {
      reply.request.log.error({ err: error }, 'event stream broke off')
      reply.raw.destroy()
    }
  },
})

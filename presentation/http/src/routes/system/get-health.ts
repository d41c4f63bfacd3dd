import { z } from 'zod'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'GET',
  path: '//healthz',
  operationId: 'getHealth',
  summary: 'The process is alive',
  permission: 'public',
  replies: { 200: z.object({ status: z.literal('ok') }) },
  async handle(_request, _context) {
    return answer(200, { status: 'ok' })
  },
})

import { DomainError } from '@skyclust/domain'
import { z } from 'zod'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'GET',
  path: '//readyz',
  operationId: 'getReadiness',
  summary: 'The process can serve: its database answers and it is not shutting down',
  permission: 'public',
  replies: { 200: z.object({ status: z.literal('ready') }) },
  async handle(_request, { checkReady }) {
    try {
      await checkReady()
    } catch (cause) {
      throw new DomainError('unavailable', 'not-ready', 'This instance cannot serve now.', {
        cause,
      })
    }
    return answer(200, { status: 'ready' })
  },
})

import { endOtherSessions } from '@skyclust/application'
import { z } from 'zod'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/me/sessions',
  operationId: 'endOtherSessions',
  summary: 'End all own sessions but the one that asks',
  permission: 'signed-in',
  replies: { 200: z.object({ ended: z.number().int() }) },
  async handle({ identity }, { ports }) {
    return answer(200, { ended: await endOtherSessions(ports, identity) })
  },
})

import { listSessions, SessionView } from '@skyclust/application'
import { z } from 'zod'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'GET',
  path: '/me/sessions',
  operationId: 'listSessions',
  summary: 'Where the user is signed in',
  permission: 'signed-in',
  replies: { 200: z.object({ items: z.array(SessionView).readonly() }) },
  async handle({ identity }, { ports }) {
    return answer(200, await listSessions(ports, identity))
  },
})

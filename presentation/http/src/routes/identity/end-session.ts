import { endSession } from '@skyclust/application'
import { SessionId } from '@skyclust/domain'
import { z } from 'zod'
import { answer, defineRoute } from '../../route.ts'
import { NoContent } from '../../schemas/common.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/me/sessions/:id',
  operationId: 'endSession',
  summary: 'End one of the own sessions',
  permission: 'signed-in',
  params: z.object({ id: SessionId }),
  replies: { 204: NoContent },
  async handle({ identity, params }, { ports }) {
    await endSession(ports, identity, params.id)
    const isOwn = params.id === identity.session.id
    return answer(204, undefined, isOwn ? { session: null } : {})
  },
})

import { enableUser, PlatformUserView } from '@skyclust/application'
import { UserId } from '@skyclust/domain'
import { z } from 'zod'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'POST',
  path: '/platform/users/:id/enable',
  operationId: 'enablePlatformUser',
  summary: 'Enable an account again',
  permission: 'platform-admin',
  params: z.object({ id: UserId }),
  replies: { 200: PlatformUserView },
  async handle({ params }, { ports }) {
    return answer(200, await enableUser(ports, params.id))
  },
})

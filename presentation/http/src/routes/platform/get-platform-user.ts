import { getUser, PlatformUserDetail } from '@skyclust/application'
import { UserId } from '@skyclust/domain'
import { z } from 'zod'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'GET',
  path: '/platform/users/:id',
  operationId: 'getPlatformUser',
  summary: 'One account: how it is secured and where it belongs',
  permission: 'platform-admin',
  params: z.object({ id: UserId }),
  replies: { 200: PlatformUserDetail },
  async handle({ params }, { ports }) {
    return answer(200, await getUser(ports, params.id))
  },
})

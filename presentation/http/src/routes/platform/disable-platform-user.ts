import { disableUser, PlatformUserView } from '@skyclust/application'
import { UserId } from '@skyclust/domain'
import { z } from 'zod'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'POST',
  path: '/platform/users/:id/disable',
  operationId: 'disablePlatformUser',
  summary: 'Disable an account: its sessions end, its keys are refused',
  permission: 'platform-admin',
  params: z.object({ id: UserId }),
  replies: { 200: PlatformUserView },
  async handle({ actor, params }, { ports }) {
    return answer(200, await disableUser(ports, actor, params.id))
  },
})

import { PlatformUserView, resetSecondFactor } from '@skyclust/application'
import { UserId } from '@skyclust/domain'
import { z } from 'zod'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'POST',
  path: '/platform/users/:id/reset-second-factor',
  operationId: 'resetSecondFactor',
  summary: 'Remove authenticator app, recovery codes and passkeys of who lost them',
  permission: 'platform-admin',
  params: z.object({ id: UserId }),
  replies: { 200: PlatformUserView },
  async handle({ actor, params }, { ports }) {
    return answer(200, await resetSecondFactor(ports, actor, params.id))
  },
})

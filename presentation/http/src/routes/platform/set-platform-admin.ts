import { PlatformUserView, setPlatformAdmin, SetPlatformAdminRequest } from '@skyclust/application'
import { UserId } from '@skyclust/domain'
import { z } from 'zod'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'POST',
  path: '/platform/users/:id/platform-admin',
  operationId: 'setPlatformAdmin',
  summary: 'Make an account administrator of the installation, or no longer',
  permission: 'platform-admin',
  params: z.object({ id: UserId }),
  body: SetPlatformAdminRequest,
  replies: { 200: PlatformUserView },
  async handle({ params, body }, { ports }) {
    return answer(200, await setPlatformAdmin(ports, params.id, body))
  },
})

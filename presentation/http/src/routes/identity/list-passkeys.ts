import { listPasskeys, PasskeyView } from '@skyclust/application'
import { z } from 'zod'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'GET',
  path: '/me/passkeys',
  operationId: 'listPasskeys',
  summary: 'The own passkeys',
  permission: 'signed-in',
  replies: { 200: z.object({ items: z.array(PasskeyView).readonly() }) },
  async handle({ actor }, { ports }) {
    return answer(200, await listPasskeys(ports, actor))
  },
})

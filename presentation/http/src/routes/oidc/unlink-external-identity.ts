import { unlinkExternalIdentity } from '@skyclust/application'
import { z } from 'zod'
import { answer, defineRoute } from '../../route.ts'
import { NoContent } from '../../schemas/common.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/me/external-identities/:providerId',
  operationId: 'unlinkExternalIdentity',
  summary: 'Unlink the signed-in account from an OpenID provider',
  permission: 'signed-in',
  params: z.object({ providerId: z.string().min(1).max(64) }),
  replies: { 204: NoContent },
  async handle({ actor, params }, { ports }) {
    await unlinkExternalIdentity(ports, actor, params.providerId)
    return answer(204, undefined)
  },
})

import { CodeOrProofRequest, removeTotp } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { NoContent } from '../../schemas/common.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/me/totp',
  operationId: 'removeTotp',
  summary: 'Remove the authenticator app',
  permission: 'signed-in',
  body: CodeOrProofRequest,
  replies: { 204: NoContent },
  async handle({ identity, body }, { ports }) {
    await removeTotp(ports, identity, body)
    return answer(204, undefined)
  },
})

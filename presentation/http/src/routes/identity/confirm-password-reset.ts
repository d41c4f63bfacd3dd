import { confirmPasswordReset, ConfirmPasswordResetRequest } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { NoContent } from '../../schemas/common.ts'

export default defineRoute({
  method: 'POST',
  path: '/password-reset/confirm',
  operationId: 'confirmPasswordReset',
  summary: 'Choose a new password by the mailed link; all sessions end',
  permission: 'public',
  body: ConfirmPasswordResetRequest,
  replies: { 204: NoContent },
  async handle({ body, client }, { ports }) {
    await confirmPasswordReset(ports, body, client)
    return answer(204, undefined)
  },
})

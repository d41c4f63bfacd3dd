import { PasswordResetRequest, requestPasswordReset } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { LookIntoMailbox, lookIntoMailbox } from '../../schemas/look-into-mailbox.ts'

export default defineRoute({
  method: 'POST',
  path: '/password-reset',
  operationId: 'requestPasswordReset',
  summary:
    'Have a link for a new password mailed; the answer does not tell whether there is an account',
  permission: 'public',
  body: PasswordResetRequest,
  replies: { 202: LookIntoMailbox },
  async handle({ body, client }, { ports }) {
    await requestPasswordReset(ports, body, client)
    return answer(202, lookIntoMailbox)
  },
})

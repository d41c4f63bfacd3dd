import { EmailVerificationRequest, verifyEmail } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { NoContent } from '../../schemas/common.ts'

export default defineRoute({
  method: 'POST',
  path: '/email-verification',
  operationId: 'verifyEmail',
  summary: 'Prove the e-mail address of the signed-in account by the mailed link',
  permission: 'signed-in',
  body: EmailVerificationRequest,
  replies: { 204: NoContent },
  async handle({ actor, body, client }, { ports }) {
    await verifyEmail(ports, actor, body, client)
    return answer(204, undefined)
  },
})

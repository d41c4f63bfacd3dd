import { EmailVerificationRequest, verifyEmail } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { NoContent } from '../../schemas/common.ts'

export default defineRoute({
  method: 'POST',
  path: '/email-verification',
  operationId: 'verifyEmail',
  summary: 'Prove an e-mail address by the mailed link',
  permission: 'public',
  body: EmailVerificationRequest,
  replies: { 204: NoContent },
  async handle({ body, client }, { ports }) {
    await verifyEmail(ports, body, client)
    return answer(204, undefined)
  },
})

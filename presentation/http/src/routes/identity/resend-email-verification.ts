import { resendEmailVerification } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { NoContent } from '../../schemas/common.ts'

export default defineRoute({
  method: 'POST',
  path: '/me/email-verification',
  operationId: 'resendEmailVerification',
  summary: 'Have the link that proves the e-mail address mailed again',
  permission: 'signed-in',
  replies: { 204: NoContent },
  async handle({ actor }, { ports }) {
    await resendEmailVerification(ports, actor)
    return answer(204, undefined)
  },
})

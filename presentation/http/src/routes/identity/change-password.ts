import { changePassword, ChangePasswordRequest } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { NoContent } from '../../schemas/common.ts'

export default defineRoute({
  method: 'POST',
  path: '/me/password',
  operationId: 'changePassword',
  summary: 'Change the password; all other sessions end',
  permission: 'signed-in',
  body: ChangePasswordRequest,
  replies: { 204: NoContent },
  async handle({ identity, body }, { ports }) {
    await changePassword(ports, identity, body)
    return answer(204, undefined)
  },
})

import { confirmTotp, ConfirmTotpRequest, RecoveryCodesView } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'POST',
  path: '/me/totp/confirm',
  operationId: 'confirmTotp',
  summary: 'Confirm the authenticator app by a code; answers with recovery codes, once',
  permission: 'signed-in',
  body: ConfirmTotpRequest,
  replies: { 200: RecoveryCodesView },
  async handle({ actor, body }, { ports }) {
    return answer(200, await confirmTotp(ports, actor, body))
  },
})

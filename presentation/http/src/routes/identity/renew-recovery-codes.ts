import { CodeOrProofRequest, RecoveryCodesView, renewRecoveryCodes } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'POST',
  path: '/me/recovery-codes',
  operationId: 'renewRecoveryCodes',
  summary: 'New recovery codes; the earlier ones are void',
  permission: 'signed-in',
  body: CodeOrProofRequest,
  replies: { 201: RecoveryCodesView },
  async handle({ identity, body }, { ports }) {
    return answer(201, await renewRecoveryCodes(ports, identity, body))
  },
})

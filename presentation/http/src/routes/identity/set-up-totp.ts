import { NewTotpView, ProofRequest, setUpTotp } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'POST',
  path: '/me/totp',
  operationId: 'setUpTotp',
  summary: 'A new secret for an authenticator app; it counts once a code of it was confirmed',
  permission: 'signed-in',
  body: ProofRequest,
  replies: { 201: NewTotpView },
  async handle({ identity, body }, { ports }) {
    return answer(201, await setUpTotp(ports, identity, body))
  },
})

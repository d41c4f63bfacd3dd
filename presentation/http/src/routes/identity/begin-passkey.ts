import { beginPasskey, PasskeyOptionsView, ProofRequest } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'POST',
  path: '/me/passkeys/options',
  operationId: 'beginPasskey',
  summary: 'What the browser needs to make a passkey',
  permission: 'signed-in',
  audited: false,
  body: ProofRequest,
  replies: { 200: PasskeyOptionsView },
  async handle({ identity, body }, { ports }) {
    return answer(200, await beginPasskey(ports, identity, body))
  },
})

import { challengePasskey, PasskeySignInOptionsView } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'POST',
  path: '/session/passkey-options',
  operationId: 'challengePasskey',
  summary: 'What the browser needs to sign in with a passkey alone',
  permission: 'public',
  audited: false,
  replies: { 200: PasskeySignInOptionsView },
  async handle({ client }, { ports }) {
    return answer(200, await challengePasskey(ports, client))
  },
})

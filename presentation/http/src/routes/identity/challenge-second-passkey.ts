import { ChallengeRequest, challengeSecondPasskey, PasskeyOptionsView } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'POST',
  path: '/session/second-factor/passkey-options',
  operationId: 'challengeSecondPasskey',
  summary: 'What the browser needs to use a passkey as the second factor',
  permission: 'public',
  audited: false,
  body: ChallengeRequest,
  replies: { 200: PasskeyOptionsView },
  async handle({ body }, { ports }) {
    return answer(200, await challengeSecondPasskey(ports, body))
  },
})

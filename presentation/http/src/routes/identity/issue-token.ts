import { issueTokenPair, TokenPairView } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'POST',
  path: '/token',
  operationId: 'issueToken',
  summary:
    'An access token for ten minutes and a refresh token for the next, both bound to the session',
  permission: 'signed-in',
  replies: { 200: TokenPairView },
  async handle({ identity }, { ports }) {
    return answer(200, await issueTokenPair(ports, identity))
  },
})

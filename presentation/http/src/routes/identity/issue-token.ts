import { AccessTokenView, issueAccessToken } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'POST',
  path: '/token',
  operationId: 'issueToken',
  summary: 'A new access token for ten minutes, bound to the session',
  permission: 'signed-in',
  replies: { 200: AccessTokenView },
  async handle({ identity }, { ports }) {
    return answer(200, await issueAccessToken(ports, identity))
  },
})

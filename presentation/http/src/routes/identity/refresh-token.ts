import { refreshAccessToken, RefreshTokenRequest, TokenPairView } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'POST',
  path: '/token/refresh',
  operationId: 'refreshToken',
  summary: 'The next pair for a refresh token, which is good once: a second use ends the session',
  permission: 'public',
  body: RefreshTokenRequest,
  replies: { 200: TokenPairView },
  async handle({ body }, { ports }) {
    return answer(200, await refreshAccessToken(ports, body))
  },
})

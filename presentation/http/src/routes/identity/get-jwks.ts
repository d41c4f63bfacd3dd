import { z } from 'zod'
import { answer, defineRoute } from '../../route.ts'

const Jwks = z.object({ keys: z.array(z.record(z.string(), z.string()).readonly()).readonly() })

export default defineRoute({
  method: 'GET',
  path: '//.well-known/jwks.json',
  operationId: 'getJwks',
  summary: 'Public keys of the access tokens (RFC 7517)',
  permission: 'public',
  replies: { 200: Jwks },
  async handle(_request, { ports }) {
    return answer(200, await ports.tokens.jwks(), { headers: { 'cache-control': 'max-age=60' } })
  },
})

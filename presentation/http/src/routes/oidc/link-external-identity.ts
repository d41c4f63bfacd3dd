import { LinkExternalIdentityRequest, startLinking } from '@skyclust/application'
import { z } from 'zod'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'POST',
  path: '/me/external-identities/:providerId/link',
  operationId: 'linkExternalIdentity',
  summary: 'Begin linking the signed-in account to an OpenID provider of one of its workspaces',
  permission: 'signed-in',
  params: z.object({ providerId: z.string().min(1).max(64) }),
  body: LinkExternalIdentityRequest,
  /** The browser goes there; only there the link is made. */
  replies: { 200: z.object({ url: z.string() }) },
  async handle({ identity, params, body }, { ports }) {
    const { url, browserSecret } = await startLinking(ports, identity, params.providerId, body)
    return answer(200, { url }, { loginCookie: browserSecret })
  },
})

import { LocalPath, startLogin } from '@skyclust/application'
import { z } from 'zod'
import { refusedAtLogin } from '../../login-redirect.ts'
import { answer, defineRoute } from '../../route.ts'
import { NoContent } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/oidc/:providerId/login',
  operationId: 'startOidcLogin',
  summary: 'Sign in at an OpenID provider: sends the browser there',
  permission: 'public',
  params: z.object({ providerId: z.string().min(1).max(64) }),
  query: z.object({
    /** Where the browser goes after signing in. */
    returnTo: LocalPath.default('/'),
    /** Token of an invitation: its address is suggested to the provider. */
    invitation: z.string().min(1).max(200).optional(),
  }),
  replies: { 303: NoContent },
  async handle({ params, query: { returnTo, invitation }, client }, { ports }) {
    const purpose = { returnTo, ...(invitation === undefined ? {} : { invitation }) }
    try {
      const { url, browserSecret } = await startLogin(ports, params.providerId, purpose, client)
      return answer(303, undefined, { headers: { location: url }, loginCookie: browserSecret })
    } catch (error) {
      return refusedAtLogin(error)
    }
  },
})

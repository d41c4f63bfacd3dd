import { finishLogin } from '@skyclust/application'
import { z } from 'zod'
import { refusedAtLogin } from '../../login-redirect.ts'
import { answer, defineRoute } from '../../route.ts'
import { NoContent } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/oidc/callback',
  operationId: 'finishOidcLogin',
  summary: 'Where OpenID providers send people back to; signs them in',
  permission: 'public',
  query: z.object({
    state: z.string().max(500).default(''),
    /** The rest is read from the address as the provider made it. */
    code: z.string().max(4000).optional(),
    error: z.string().max(200).optional(),
    iss: z.string().max(500).optional(),
  }),
  replies: { 303: NoContent },
  audited: true,
  async handle({ url, query: { state }, loginCookie, identity, client }, { ports }) {
    try {
      const { returnTo, session } = await finishLogin(ports, {
        url,
        state,
        browserSecret: loginCookie,
        identity,
        client,
      })
      return answer(303, undefined, {
        headers: { location: returnTo },
        loginCookie: null,
        ...(session ? { session: session.value } : {}),
      })
    } catch (reason) {
      return refusedAtLogin(reason)
    }
  },
})

import { signOut } from '@skyclust/application'
import { z } from 'zod'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/session',
  operationId: 'signOut',
  summary: 'Sign out: the session and its access tokens end',
  permission: 'signed-in',
  replies: { 200: z.object({ providerLogoutUrl: z.string().nullable() }) },
  async handle({ identity }, { ports }) {
    return answer(200, await signOut(ports, identity.session), { session: null })
  },
})

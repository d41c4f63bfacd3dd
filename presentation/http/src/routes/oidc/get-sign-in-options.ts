import { signInOptions, SignInOptionsView } from '@skyclust/application'
import { z } from 'zod'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'GET',
  path: '/sign-in-options',
  operationId: 'getSignInOptions',
  summary: 'How somebody with this e-mail address may sign in, by its domain alone',
  permission: 'public',
  query: z.object({ email: z.string().max(254).optional() }),
  replies: { 200: SignInOptionsView },
  async handle({ query }, { ports }) {
    return answer(200, await signInOptions(ports, query.email))
  },
})

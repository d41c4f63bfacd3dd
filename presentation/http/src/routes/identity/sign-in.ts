import { signIn, SignInRequest } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { signedIn, SignedInReply } from '../../schemas/signed-in.ts'

export default defineRoute({
  method: 'POST',
  path: '/session',
  operationId: 'signIn',
  summary: 'Sign in: sets the session cookie and answers with a short-lived access token',
  permission: 'public',
  body: SignInRequest,
  replies: { 201: SignedInReply },
  async handle({ body, client }, { ports, attempts }) {
    const started = await signIn(ports, attempts, body, client)
    return answer(201, await signedIn(ports, started), { session: started.value })
  },
})

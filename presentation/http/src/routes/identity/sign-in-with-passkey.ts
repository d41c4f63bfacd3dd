import { PasskeySignInRequest, signInWithPasskey } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { signedIn, SignedInReply } from '../../schemas/signed-in.ts'

export default defineRoute({
  method: 'POST',
  path: '/session/passkey',
  operationId: 'signInWithPasskey',
  summary: 'Sign in with a passkey alone',
  permission: 'public',
  body: PasskeySignInRequest,
  replies: { 201: SignedInReply },
  async handle({ body, client }, { ports }) {
    const started = await signInWithPasskey(ports, body, client)
    return answer(201, await signedIn(ports, started), { session: started.value })
  },
})

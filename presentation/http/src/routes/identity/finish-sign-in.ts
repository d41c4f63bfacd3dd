import { finishSignIn, FinishSignInRequest } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { signedIn, SignedInReply } from '../../schemas/signed-in.ts'

export default defineRoute({
  method: 'POST',
  path: '/session/second-factor',
  operationId: 'finishSignIn',
  summary: 'The second factor after a right password: a code, a recovery code or a passkey',
  permission: 'public',
  body: FinishSignInRequest,
  replies: { 201: SignedInReply },
  async handle({ body, client }, { ports }) {
    const started = await finishSignIn(ports, body, client)
    return answer(201, await signedIn(ports, started), { session: started.value })
  },
})

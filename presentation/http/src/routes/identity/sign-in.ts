import { ChallengeView, signIn, SignInRequest } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { signedIn, SignedInReply } from '../../schemas/signed-in.ts'

export default defineRoute({
  method: 'POST',
  path: '/session',
  operationId: 'signIn',
  summary:
    'Sign in: sets the session cookie and answers with a short-lived access token, or asks for the second factor',
  permission: 'public',
  body: SignInRequest,
  replies: { 201: SignedInReply, 202: ChallengeView },
  async handle({ body, client }, { ports }) {
    const outcome = await signIn(ports, body, client)
    if (outcome.state === 'second-factor') return answer(202, outcome.challenge)
    const { started } = outcome
    return answer(201, await signedIn(ports, started), { session: started.value })
  },
})

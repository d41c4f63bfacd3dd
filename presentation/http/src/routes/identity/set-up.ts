import { setUp, SetUpRequest } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { signedIn, SignedInReply } from '../../schemas/signed-in.ts'

export default defineRoute({
  method: 'POST',
  path: '/setup',
  operationId: 'setUp',
  summary: 'Make the first administrator and workspace; works once',
  permission: 'public',
  body: SetUpRequest,
  replies: { 201: SignedInReply },
  async handle({ body, client }, { ports }) {
    const started = await setUp(ports, body, client)
    return answer(201, await signedIn(ports, started), { session: started.value })
  },
})

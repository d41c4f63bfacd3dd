import { signOut } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { NoContent } from '../../schemas/common.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/session',
  operationId: 'signOut',
  summary: 'Sign out: the session and its access tokens end',
  permission: 'signed-in',
  replies: { 204: NoContent },
  async handle({ identity }, { ports }) {
    await signOut(ports, identity.session.id)
    return answer(204, undefined, { session: null })
  },
})

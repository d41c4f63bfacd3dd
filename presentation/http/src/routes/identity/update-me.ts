import { MeView, updateMe, UpdateMeRequest } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'PATCH',
  path: '/me',
  operationId: 'updateMe',
  summary: 'Change name or language',
  permission: 'signed-in',
  keepsAccess: true,
  body: UpdateMeRequest,
  replies: { 200: MeView },
  async handle({ actor, body }, { ports }) {
    return answer(200, await updateMe(ports, actor, body))
  },
})

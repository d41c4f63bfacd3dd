import { getMe, MeView } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'GET',
  path: '/me',
  operationId: 'getMe',
  summary: 'The signed-in user and their workspaces',
  permission: 'signed-in',
  replies: { 200: MeView },
  async handle({ actor }, { ports }) {
    return answer(200, await getMe(ports, actor))
  },
})

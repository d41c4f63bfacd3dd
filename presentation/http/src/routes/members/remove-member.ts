import { removeMember } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { NoContent, OneMember } from '../../schemas/common.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/workspaces/:workspaceId/members/:userId',
  operationId: 'removeMember',
  summary: 'Take a member out of the workspace',
  permission: 'member:delete',
  params: OneMember,
  replies: { 204: NoContent },
  async handle({ actor, params }, { ports }) {
    await removeMember(ports, actor, params.userId)
    return answer(204, undefined)
  },
})

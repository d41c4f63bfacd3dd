import { leaveWorkspace } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { InWorkspace, NoContent } from '../../schemas/common.ts'

export default defineRoute({
  method: 'POST',
  path: '/workspaces/:workspaceId/leave',
  operationId: 'leaveWorkspace',
  summary: 'Leave the workspace',
  permission: 'workspace:read',
  params: InWorkspace,
  replies: { 204: NoContent },
  async handle({ actor, identity }, { ports }) {
    await leaveWorkspace(ports, actor, identity)
    return answer(204, undefined)
  },
})

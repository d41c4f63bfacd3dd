import { deleteWorkspace, DeleteWorkspaceRequest } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { InWorkspace, NoContent } from '../../schemas/common.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/workspaces/:workspaceId',
  operationId: 'deleteWorkspace',
  summary: 'Delete a workspace that owns nothing in any cloud',
  permission: 'workspace:delete',
  params: InWorkspace,
  body: DeleteWorkspaceRequest,
  replies: { 204: NoContent },
  whileArchived: true,
  async handle({ actor, body, ifVersion }, { ports }) {
    await deleteWorkspace(ports, actor, body, ifVersion)
    return answer(204, undefined)
  },
})

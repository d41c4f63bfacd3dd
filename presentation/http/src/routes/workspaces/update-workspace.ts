import { updateWorkspace, UpdateWorkspaceRequest, WorkspaceView } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { InWorkspace } from '../../schemas/common.ts'

export default defineRoute({
  method: 'PATCH',
  path: '/workspaces/:workspaceId',
  operationId: 'updateWorkspace',
  summary: 'Rename the workspace or replace its settings',
  permission: 'workspace:update',
  params: InWorkspace,
  body: UpdateWorkspaceRequest,
  replies: { 200: WorkspaceView },
  etag: ({ version }) => version,
  async handle({ actor, body, ifVersion }, { ports }) {
    return answer(200, await updateWorkspace(ports, actor, body, ifVersion))
  },
})

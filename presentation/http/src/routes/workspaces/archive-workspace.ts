import { archiveWorkspace, WorkspaceView } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { InWorkspace } from '../../schemas/common.ts'

export default defineRoute({
  method: 'POST',
  path: '/workspaces/:workspaceId/archive',
  operationId: 'archiveWorkspace',
  summary: 'Make the workspace read-only; its resources go on',
  permission: 'workspace:delete',
  params: InWorkspace,
  replies: { 200: WorkspaceView },
  etag: ({ version }) => version,
  async handle({ actor, ifVersion }, { ports }) {
    return answer(200, await archiveWorkspace(ports, actor, ifVersion))
  },
})

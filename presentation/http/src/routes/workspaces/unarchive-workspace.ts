import { unarchiveWorkspace, WorkspaceView } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { InWorkspace } from '../../schemas/common.ts'

export default defineRoute({
  method: 'POST',
  path: '/workspaces/:workspaceId/unarchive',
  operationId: 'unarchiveWorkspace',
  summary: 'Open an archived workspace again',
  permission: 'workspace:delete',
  params: InWorkspace,
  replies: { 200: WorkspaceView },
  whileArchived: true,
  etag: ({ version }) => version,
  async handle({ actor, ifVersion }, { ports }) {
    return answer(200, await unarchiveWorkspace(ports, actor, ifVersion))
  },
})

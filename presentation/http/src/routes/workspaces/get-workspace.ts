import { getWorkspace, WorkspaceView } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { InWorkspace } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/workspaces/:workspaceId',
  operationId: 'getWorkspace',
  summary: 'A workspace with my role in it',
  permission: 'workspace:read',
  params: InWorkspace,
  replies: { 200: WorkspaceView },
  etag: ({ version }) => version,
  async handle({ actor }, { ports }) {
    return answer(200, await getWorkspace(ports, actor))
  },
})

import { getPermissions, PermissionsView } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { InWorkspace } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/workspaces/:workspaceId/permissions',
  operationId: 'getPermissions',
  summary: 'What I may do here, on what, and why not',
  permission: 'workspace:read',
  params: InWorkspace,
  replies: { 200: PermissionsView },
  async handle({ actor }, { ports }) {
    return answer(200, await getPermissions(ports, actor))
  },
})

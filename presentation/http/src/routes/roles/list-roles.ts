import { listRoles, RoleListView } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { InWorkspace } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/workspaces/:workspaceId/roles',
  operationId: 'listRoles',
  summary: 'Built-in and own roles with what they grant',
  permission: 'role:read',
  params: InWorkspace,
  replies: { 200: RoleListView },
  async handle({ actor }, { ports }) {
    return answer(200, await listRoles(ports, actor))
  },
})

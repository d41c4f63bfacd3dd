import { RoleView, updateRole, UpdateRoleRequest } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { OneRole } from '../../schemas/common.ts'

export default defineRoute({
  method: 'PATCH',
  path: '/workspaces/:workspaceId/roles/:id',
  operationId: 'updateRole',
  summary: 'Change a role for all who hold it',
  permission: 'role:update',
  params: OneRole,
  body: UpdateRoleRequest,
  replies: { 200: RoleView },
  etag: ({ version }) => version ?? undefined,
  async handle({ actor, params, body, ifVersion }, { ports }) {
    return answer(200, await updateRole(ports, actor, params.id, body, ifVersion))
  },
})

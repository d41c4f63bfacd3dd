import { deleteRole } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { NoContent, OneRole } from '../../schemas/common.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/workspaces/:workspaceId/roles/:id',
  operationId: 'deleteRole',
  summary: 'Remove a role that nobody holds',
  permission: 'role:delete',
  params: OneRole,
  replies: { 204: NoContent },
  async handle({ actor, params, ifVersion }, { ports }) {
    await deleteRole(ports, actor, params.id, ifVersion)
    return answer(204, undefined)
  },
})

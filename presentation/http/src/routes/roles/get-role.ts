import { getRole, RoleView } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { AnyRole } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/workspaces/:workspaceId/roles/:id',
  operationId: 'getRole',
  summary: 'A role with what it grants',
  permission: 'role:read',
  params: AnyRole,
  replies: { 200: RoleView },
  etag: ({ version }) => version ?? undefined,
  async handle({ actor, params }, { ports }) {
    return answer(200, await getRole(ports, actor, params.id))
  },
})

import { createRole, CreateRoleRequest, RoleView } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { InWorkspace } from '../../schemas/common.ts'

export default defineRoute({
  method: 'POST',
  path: '/workspaces/:workspaceId/roles',
  operationId: 'createRole',
  summary: 'Make a role of permissions I have',
  permission: 'role:create',
  params: InWorkspace,
  body: CreateRoleRequest,
  replies: { 201: RoleView },
  idempotent: true,
  etag: ({ version }) => version ?? undefined,
  async handle({ actor, body }, { ports }) {
    const role = await createRole(ports, actor, body)
    return answer(201, role, {
      headers: { location: `/api/v1/workspaces/${actor.workspaceId}/roles/${role.id}` },
    })
  },
})

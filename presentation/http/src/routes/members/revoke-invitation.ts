import { revokeInvitation } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { NoContent, OneInvitation } from '../../schemas/common.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/workspaces/:workspaceId/invitations/:id',
  operationId: 'revokeInvitation',
  summary: 'Withdraw an invitation',
  permission: 'member:delete',
  params: OneInvitation,
  replies: { 204: NoContent },
  async handle({ actor, params }, { ports }) {
    await revokeInvitation(ports, actor, params.id)
    return answer(204, undefined)
  },
})

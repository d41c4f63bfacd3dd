import { NewInvitationView, resendInvitation } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { OneInvitation } from '../../schemas/common.ts'

export default defineRoute({
  method: 'POST',
  path: '/workspaces/:workspaceId/invitations/:id/resend',
  operationId: 'resendInvitation',
  summary: 'Send a new link; the earlier ones no longer work',
  permission: 'member:create',
  params: OneInvitation,
  replies: { 200: NewInvitationView },
  async handle({ actor, params }, { ports }) {
    return answer(200, await resendInvitation(ports, actor, params.id))
  },
})

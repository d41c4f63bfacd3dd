import { InvitationPreview, lookUpInvitation, LookUpInvitationRequest } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'POST',
  path: '/invitations/lookup',
  operationId: 'lookUpInvitation',
  summary: 'What an invitation link leads to',
  permission: 'public',
  body: LookUpInvitationRequest,
  replies: { 200: InvitationPreview },
  audited: false,
  async handle({ body }, { ports }) {
    return answer(200, await lookUpInvitation(ports, body))
  },
})

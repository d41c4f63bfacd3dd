import { inviteMember, InviteMemberRequest, NewInvitationView } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { InWorkspace } from '../../schemas/common.ts'

export default defineRoute({
  method: 'POST',
  path: '/workspaces/:workspaceId/invitations',
  operationId: 'inviteMember',
  summary: 'Invite somebody by e-mail; the answer has the link, once',
  permission: 'member:create',
  params: InWorkspace,
  body: InviteMemberRequest,
  replies: { 201: NewInvitationView },
  async handle({ actor, body }, { ports }) {
    return answer(201, await inviteMember(ports, actor, body))
  },
})

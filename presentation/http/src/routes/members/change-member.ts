import { changeMember, ChangeMemberRequest, MemberView } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { OneMember } from '../../schemas/common.ts'

export default defineRoute({
  method: 'PATCH',
  path: '/workspaces/:workspaceId/members/:userId',
  operationId: 'changeMember',
  summary: 'Give a member another role',
  permission: 'member:update',
  params: OneMember,
  body: ChangeMemberRequest,
  replies: { 200: MemberView },
  async handle({ actor, params, body }, { ports }) {
    return answer(200, await changeMember(ports, actor, params.userId, body))
  },
})

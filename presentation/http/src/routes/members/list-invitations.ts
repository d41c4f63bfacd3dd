import { InvitationView, listInvitations } from '@skyclust/application'
import { z } from 'zod'
import { answer, defineRoute } from '../../route.ts'
import { InWorkspace } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/workspaces/:workspaceId/invitations',
  operationId: 'listInvitations',
  summary: 'Open invitations',
  permission: 'member:read',
  params: InWorkspace,
  replies: { 200: z.object({ items: z.array(InvitationView) }) },
  async handle({ actor }, { ports }) {
    return answer(200, await listInvitations(ports, actor))
  },
})

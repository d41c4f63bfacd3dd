import { listMembers, MemberView } from '@skyclust/application'
import { z } from 'zod'
import { answer, defineRoute } from '../../route.ts'
import { InWorkspace } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/workspaces/:workspaceId/members',
  operationId: 'listMembers',
  summary: 'Everybody in the workspace',
  permission: 'member:read',
  params: InWorkspace,
  replies: { 200: z.object({ items: z.array(MemberView) }) },
  async handle({ actor }, { ports }) {
    return answer(200, await listMembers(ports, actor))
  },
})

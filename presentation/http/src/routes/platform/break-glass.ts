import { breakGlass, BreakGlassRequest, BreakGlassView } from '@skyclust/application'
import { z } from 'zod'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'POST',
  path: '/platform/workspaces/:id/break-glass',
  operationId: 'breakGlass',
  summary:
    'Emergency access: owner of a workspace for a while, on record there and told to its owners',
  permission: 'platform-admin',
  params: z.object({ id: z.string().min(1).max(64) }),
  body: BreakGlassRequest,
  replies: { 201: BreakGlassView },
  async handle({ actor, params, body }, { ports }) {
    return answer(201, await breakGlass(ports, actor, params.id, body))
  },
})

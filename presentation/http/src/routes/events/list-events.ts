import { EventView, listEvents } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { InWorkspace, PageQuery, pageOf } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/workspaces/:workspaceId/events',
  operationId: 'listEvents',
  summary: 'What happened in the workspace, newest first',
  permission: 'event:read',
  params: InWorkspace,
  query: PageQuery,
  replies: { 200: pageOf(EventView) },
  async handle({ actor, query }, { ports }) {
    return answer(200, await listEvents(ports, actor, query))
  },
})

import { listPlatformWorkspaces, PlatformWorkspaceView } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { pageOf, PageQuery } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/platform/workspaces',
  operationId: 'listPlatformWorkspaces',
  summary: 'All workspaces; nothing of what is in them',
  permission: 'platform-admin',
  query: PageQuery,
  replies: { 200: pageOf(PlatformWorkspaceView) },
  async handle({ query: { limit, cursor } }, { ports }) {
    const page = await listPlatformWorkspaces(ports, {
      limit,
      ...(cursor === undefined ? {} : { cursor }),
    })
    return answer(200, { items: page.items, nextCursor: page.nextCursor ?? null })
  },
})

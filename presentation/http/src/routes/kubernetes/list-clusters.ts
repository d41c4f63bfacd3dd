import { listClusters, ResourceView } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { InWorkspace, pageOf, ResourceQuery } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/workspaces/:workspaceId/clusters',
  operationId: 'listClusters',
  summary: 'The clusters of the workspace, newest first',
  permission: 'cluster:read',
  params: InWorkspace,
  query: ResourceQuery,
  replies: { 200: pageOf(ResourceView) },
  async handle({ actor, query }, { ports }) {
    const page = await listClusters(ports, actor, query)
    return answer(200, { items: page.items, nextCursor: page.nextCursor ?? null })
  },
})

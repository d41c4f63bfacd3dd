import { getCluster, ResourceDetail } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { OneResource } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/workspaces/:workspaceId/clusters/:id',
  operationId: 'getCluster',
  summary: 'A cluster with its parts and the timeline of its steps; by id or name',
  permission: 'cluster:read',
  params: OneResource,
  replies: { 200: ResourceDetail },
  etag: ({ resource }) => resource.version,
  async handle({ actor, params }, { ports }) {
    return answer(200, await getCluster(ports, actor, params.id))
  },
})

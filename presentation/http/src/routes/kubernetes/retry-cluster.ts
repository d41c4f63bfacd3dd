import { ResourceDetail, retryCluster } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { OneResource } from '../../schemas/common.ts'

export default defineRoute({
  method: 'POST',
  path: '/workspaces/:workspaceId/clusters/:id/retry',
  operationId: 'retryCluster',
  summary: 'Try again now what is blocked or waits for its next attempt',
  permission: 'cluster:update',
  params: OneResource,
  replies: { 202: ResourceDetail },
  etag: ({ resource }) => resource.version,
  async handle({ actor, params }, { ports }) {
    return answer(202, await retryCluster(ports, actor, params.id))
  },
})

import { getNetwork, ResourceDetail } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { OneResource } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/workspaces/:workspaceId/networks/:id',
  operationId: 'getNetwork',
  summary: 'A network with its parts and the timeline of its steps; by id or name',
  permission: 'network:read',
  params: OneResource,
  replies: { 200: ResourceDetail },
  etag: ({ resource }) => resource.version,
  async handle({ actor, params }, { ports }) {
    return answer(200, await getNetwork(ports, actor, params.id))
  },
})

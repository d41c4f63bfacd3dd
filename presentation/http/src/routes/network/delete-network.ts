import { deleteNetwork, planNetworkDeletion, ResourceDetail } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { DryRunQuery, OneResource, unlessDryRun } from '../../schemas/common.ts'
import { PlanReply } from '../../schemas/plan.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/workspaces/:workspaceId/networks/:id',
  operationId: 'deleteNetwork',
  summary: 'Delete a network and everything SkyClust made for it; with ?dryRun=true only the plan',
  permission: 'network:delete',
  params: OneResource,
  query: DryRunQuery,
  audited: unlessDryRun,
  replies: { 200: PlanReply, 202: ResourceDetail },
  etag: (body) => ('resource' in body ? body.resource.version : undefined),
  async handle({ actor, params, query, ifVersion }, { ports }) {
    if (query.dryRun) return answer(200, await planNetworkDeletion(ports, actor, params.id))
    return answer(202, await deleteNetwork(ports, actor, params.id, { ifVersion }))
  },
})

import { deleteCluster, planClusterDeletion, ResourceDetail } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { DryRunQuery, OneResource, unlessDryRun } from '../../schemas/common.ts'
import { PlanReply } from '../../schemas/plan.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/workspaces/:workspaceId/clusters/:id',
  operationId: 'deleteCluster',
  summary: 'Delete a cluster and everything SkyClust made for it; with ?dryRun=true only the plan',
  permission: 'cluster:delete',
  params: OneResource,
  query: DryRunQuery,
  audited: unlessDryRun,
  replies: { 200: PlanReply, 202: ResourceDetail },
  etag: (body) => ('resource' in body ? body.resource.version : undefined),
  async handle({ actor, params, query, ifVersion }, { ports }) {
    if (query.dryRun) return answer(200, await planClusterDeletion(ports, actor, params.id))
    return answer(202, await deleteCluster(ports, actor, params.id, { ifVersion }))
  },
})

import { deleteNodePool, planNodePoolDeletion, ResourceDetail } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { DryRunQuery, OnePool, unlessDryRun } from '../../schemas/common.ts'
import { PlanReply } from '../../schemas/plan.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/workspaces/:workspaceId/clusters/:id/node-pools/:pool',
  operationId: 'deleteNodePool',
  summary: 'Delete a node pool; If-Match names the pool’s version; ?dryRun=true only plans',
  permission: 'cluster:update',
  params: OnePool,
  query: DryRunQuery,
  audited: unlessDryRun,
  replies: { 200: PlanReply, 202: ResourceDetail },
  async handle({ actor, params: { id, pool }, query, ifVersion }, { ports }) {
    if (query.dryRun) return answer(200, await planNodePoolDeletion(ports, actor, id, pool))
    return answer(202, await deleteNodePool(ports, actor, id, pool, { ifVersion }))
  },
})

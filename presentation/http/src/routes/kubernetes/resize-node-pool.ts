import {
  planNodePoolResize,
  resizeNodePool,
  ResizeNodePoolRequest,
  ResourceDetail,
} from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { DryRunQuery, OnePool, unlessDryRun } from '../../schemas/common.ts'
import { PlanReply } from '../../schemas/plan.ts'

export default defineRoute({
  method: 'PATCH',
  path: '/workspaces/:workspaceId/clusters/:id/node-pools/:pool',
  operationId: 'resizeNodePool',
  summary:
    'Change the size of a node pool; If-Match names the pool’s version; ?dryRun=true only plans',
  permission: 'cluster:update',
  params: OnePool,
  query: DryRunQuery,
  audited: unlessDryRun,
  body: ResizeNodePoolRequest,
  replies: { 200: PlanReply, 202: ResourceDetail },
  async handle({ actor, params: { id, pool }, query, body, ifVersion }, { ports }) {
    if (query.dryRun) return answer(200, await planNodePoolResize(ports, actor, id, pool, body))
    return answer(202, await resizeNodePool(ports, actor, id, pool, { ...body, ifVersion }))
  },
})

import { addNodePool, NodePoolRequest, planNodePool, ResourceDetail } from '@skyclust/application'
import { z } from 'zod'
import { answer, defineRoute } from '../../route.ts'
import { DryRunQuery, OneResource, unlessDryRun } from '../../schemas/common.ts'
import { PlanReply } from '../../schemas/plan.ts'

export default defineRoute({
  method: 'POST',
  path: '/workspaces/:workspaceId/clusters/:id/node-pools',
  operationId: 'addNodePool',
  summary: 'Add a node pool; with ?dryRun=true only the plan',
  permission: 'cluster:update',
  params: OneResource,
  query: DryRunQuery,
  audited: unlessDryRun,
  body: NodePoolRequest.extend({ planDigest: z.string().optional() }),
  replies: { 200: PlanReply, 202: ResourceDetail },
  idempotent: true,
  etag: (body) => ('resource' in body ? body.resource.version : undefined),
  async handle({ actor, params, query, body }, { ports }) {
    if (query.dryRun) return answer(200, await planNodePool(ports, actor, params.id, body))
    const detail = await addNodePool(ports, actor, params.id, body)
    const location = `/api/v1/workspaces/${actor.workspaceId}/clusters/${detail.resource.id}`
    return answer(202, detail, { headers: { location } })
  },
})

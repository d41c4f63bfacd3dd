import {
  createCluster,
  CreateClusterRequest,
  planCluster,
  ResourceDetail,
} from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { DryRunQuery, InWorkspace, unlessDryRun } from '../../schemas/common.ts'
import { PlanReply } from '../../schemas/plan.ts'

export default defineRoute({
  method: 'POST',
  path: '/workspaces/:workspaceId/clusters',
  operationId: 'createCluster',
  summary: 'Create a cluster; with ?dryRun=true only the plan',
  permission: 'cluster:create',
  params: InWorkspace,
  query: DryRunQuery,
  audited: unlessDryRun,
  body: CreateClusterRequest,
  replies: { 200: PlanReply, 202: ResourceDetail },
  idempotent: true,
  etag: (body) => ('resource' in body ? body.resource.version : undefined),
  async handle({ actor, query, body }, { ports }) {
    if (query.dryRun) return answer(200, await planCluster(ports, actor, body))
    const detail = await createCluster(ports, actor, body)
    const location = `/api/v1/workspaces/${actor.workspaceId}/clusters/${detail.resource.id}`
    return answer(202, detail, { headers: { location } })
  },
})

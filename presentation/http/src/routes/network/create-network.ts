import {
  createNetwork,
  CreateNetworkRequest,
  planNetwork,
  ResourceDetail,
} from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { DryRunQuery, InWorkspace, unlessDryRun } from '../../schemas/common.ts'
import { PlanReply } from '../../schemas/plan.ts'

export default defineRoute({
  method: 'POST',
  path: '/workspaces/:workspaceId/networks',
  operationId: 'createNetwork',
  summary: 'Create a network; with ?dryRun=true only the plan',
  permission: 'network:create',
  params: InWorkspace,
  query: DryRunQuery,
  audited: unlessDryRun,
  body: CreateNetworkRequest,
  replies: { 200: PlanReply, 202: ResourceDetail },
  idempotent: true,
  etag: (body) => ('resource' in body ? body.resource.version : undefined),
  async handle({ actor, query, body }, { ports }) {
    if (query.dryRun) return answer(200, await planNetwork(ports, actor, body))
    const detail = await createNetwork(ports, actor, body)
    const location = `/api/v1/workspaces/${actor.workspaceId}/networks/${detail.resource.id}`
    return answer(202, detail, { headers: { location } })
  },
})

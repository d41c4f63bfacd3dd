import { AuditQuery, AuditStatisticsView, getAuditStatistics } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { InWorkspace } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/workspaces/:workspaceId/audit/statistics',
  operationId: 'getAuditStatistics',
  summary: 'How many entries of the audit log there are, by result, action, actor and day',
  permission: 'audit:read',
  params: InWorkspace,
  query: AuditQuery,
  replies: { 200: AuditStatisticsView },
  async handle({ actor, query }, { ports }) {
    return answer(200, await getAuditStatistics(ports, actor.workspaceId, query))
  },
})

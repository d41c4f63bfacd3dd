import { AuditQuery, AuditStatisticsView, getAuditStatistics } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'GET',
  path: '/platform/audit/statistics',
  operationId: 'getPlatformAuditStatistics',
  summary: 'How many entries of the audit log there are, by result, action, actor and day',
  permission: 'platform-admin',
  query: AuditQuery,
  replies: { 200: AuditStatisticsView },
  async handle({ query }, { ports }) {
    return answer(200, await getAuditStatistics(ports, 'platform', query))
  },
})

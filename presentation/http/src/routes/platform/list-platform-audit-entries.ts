import { AuditEntryView, AuditQuery, listAuditEntries } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { PageQuery, pageOf } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/platform/audit',
  operationId: 'listPlatformAuditEntries',
  summary: 'The audit log of the platform: accounts, sign-ins, administration, newest first',
  permission: 'platform-admin',
  query: AuditQuery.extend(PageQuery.shape),
  replies: { 200: pageOf(AuditEntryView) },
  async handle({ query }, { ports }) {
    return answer(200, await listAuditEntries(ports, 'platform', query))
  },
})

import { AuditEntryView, getAuditEntry } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { OnePlatformAuditEntry } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/platform/audit/:seq',
  operationId: 'getPlatformAuditEntry',
  summary: 'One entry of the audit log, with what changed and the text that was hashed',
  permission: 'platform-admin',
  params: OnePlatformAuditEntry,
  replies: { 200: AuditEntryView },
  async handle({ params }, { ports }) {
    return answer(200, await getAuditEntry(ports, 'platform', params.seq))
  },
})

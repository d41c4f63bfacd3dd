import { AuditEntryView, getAuditEntry } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { OneAuditEntry } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/workspaces/:workspaceId/audit/:seq',
  operationId: 'getAuditEntry',
  summary: 'One entry of the audit log, with what changed and the text that was hashed',
  permission: 'audit:read',
  params: OneAuditEntry,
  replies: { 200: AuditEntryView },
  async handle({ actor, params }, { ports }) {
    return answer(200, await getAuditEntry(ports, actor.workspaceId, params.seq))
  },
})

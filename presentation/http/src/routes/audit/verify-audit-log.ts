import { AuditVerificationView, verifyAuditLog } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { InWorkspace } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/workspaces/:workspaceId/audit/verification',
  operationId: 'verifyAuditLog',
  summary:
    'Recomputes the hash chain of the audit log: was anything changed, removed or reordered?',
  permission: 'audit:read',
  params: InWorkspace,
  replies: { 200: AuditVerificationView },
  async handle({ actor }, { ports }) {
    return answer(200, await verifyAuditLog(ports, actor.workspaceId))
  },
})

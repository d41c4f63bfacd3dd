import { AuditVerificationView, verifyAuditLog } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'GET',
  path: '/platform/audit/verification',
  operationId: 'verifyPlatformAuditLog',
  summary:
    'Recomputes the hash chain of the audit log: was anything changed, removed or reordered?',
  permission: 'platform-admin',
  replies: { 200: AuditVerificationView },
  async handle(_request, { ports }) {
    return answer(200, await verifyAuditLog(ports, 'platform'))
  },
})

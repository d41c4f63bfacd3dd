import { AuditHeadView, getAuditHead } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'GET',
  path: '/platform/audit/head',
  operationId: 'getPlatformAuditHead',
  summary:
    'Number and hash of the newest entry; a copy kept elsewhere proves that the log was not rewritten',
  permission: 'platform-admin',
  replies: { 200: AuditHeadView },
  async handle(_request, { ports }) {
    return answer(200, await getAuditHead(ports, 'platform'))
  },
})

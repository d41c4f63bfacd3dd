import { AuditHeadView, getAuditHead } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { InWorkspace } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/workspaces/:workspaceId/audit/head',
  operationId: 'getAuditHead',
  summary:
    'Number and hash of the newest entry; a copy kept elsewhere proves that the log was not rewritten',
  permission: 'audit:read',
  params: InWorkspace,
  replies: { 200: AuditHeadView },
  async handle({ actor }, { ports }) {
    return answer(200, await getAuditHead(ports, actor.workspaceId))
  },
})

import { AuditEntryView, AuditQuery, listAuditEntries } from '@skyclust/application'
import { answer, defineRoute } from '../../route.ts'
import { InWorkspace, PageQuery, pageOf } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/workspaces/:workspaceId/audit',
  operationId: 'listAuditEntries',
  summary: 'The audit log of the workspace, newest first',
  permission: 'audit:read',
  params: InWorkspace,
  query: AuditQuery.extend(PageQuery.shape),
  replies: { 200: pageOf(AuditEntryView) },
  async handle({ actor, query }, { ports }) {
    return answer(200, await listAuditEntries(ports, actor.workspaceId, query))
  },
})

import { AuditExportFormat, AuditQuery, exportAuditLog } from '@skyclust/application'
import { z } from 'zod'
import { defineStream } from '../../route.ts'
import { InWorkspace } from '../../schemas/common.ts'
import { sendFile } from '../../streams/send-file.ts'

export default defineStream({
  method: 'GET',
  path: '/workspaces/:workspaceId/audit/export',
  operationId: 'exportAuditLog',
  summary:
    'The audit log as CSV, JSON lines or JSON, oldest first, with all that SHA-256 needs to verify it',
  permission: 'audit:export',
  audited: true,
  params: InWorkspace,
  query: AuditQuery.extend({ format: AuditExportFormat.default('csv') }),
  event: z.string(),
  produces: ['text/csv', 'application/jsonl', 'application/json'],
  async open({ actor, query }, { ports }, reply) {
    await sendFile(reply, exportAuditLog(ports, actor.workspaceId, query))
  },
})

import { AuditExportFormat, AuditQuery, exportAuditLog } from '@skyclust/application'
import { z } from 'zod'
import { defineStream } from '../../route.ts'
import { sendFile } from '../../streams/send-file.ts'

export default defineStream({
  method: 'GET',
  path: '/platform/audit/export',
  operationId: 'exportPlatformAuditLog',
  summary:
    'The audit log as CSV, JSON lines or JSON, oldest first, with all that SHA-256 needs to verify it',
  permission: 'platform-admin',
  audited: true,
  query: AuditQuery.extend({ format: AuditExportFormat.default('csv') }),
  event: z.string(),
  produces: ['text/csv', 'application/jsonl', 'application/json'],
  async open({ query }, { ports }, reply) {
    await sendFile(reply, exportAuditLog(ports, 'platform', query))
  },
})

import { AuditTexts } from '@/components/audit/audit-texts.tsx'
import { WorkspaceAudit } from '@/components/audit/workspace-audit.tsx'

export default function Page() {
  return (
    <AuditTexts>
      <WorkspaceAudit />
    </AuditTexts>
  )
}

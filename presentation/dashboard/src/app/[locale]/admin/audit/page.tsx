import { PlatformAuditSection } from '@/components/admin/platform-audit-section.tsx'
import { AuditTexts } from '@/components/audit/audit-texts.tsx'

export default function Page() {
  return (
    <AuditTexts>
      <PlatformAuditSection />
    </AuditTexts>
  )
}

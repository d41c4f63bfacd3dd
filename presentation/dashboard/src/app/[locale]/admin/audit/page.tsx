import { PlatformAuditSection } from '@/components/admin/platform-audit-section.tsx'
import { AuditTextsEn } from '@/components/audit/audit-texts-en.tsx'
import { AuditTextsKo } from '@/components/audit/audit-texts-ko.tsx'

export default async function Page({ params }: { readonly params: Promise<{ locale: string }> }) {
  const { locale } = await params
  const Texts = locale === 'en' ? AuditTextsEn : AuditTextsKo
  return (
    <Texts>
      <PlatformAuditSection />
    </Texts>
  )
}

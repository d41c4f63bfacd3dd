'use client'
import { useTranslations } from 'use-intl'
import { PLATFORM_AUDIT } from '@/lib/audit.ts'
import { AuditLog } from '../audit/audit-log.tsx'

/** What was done to accounts and to the installation, sign-ins among it. */
export function PlatformAuditSection() {
  const t = useTranslations('admin.audit')
  return <AuditLog source={PLATFORM_AUDIT} title={t('title')} description={t('description')} />
}

'use client'
import { Lock } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslations } from 'use-intl'
import { workspaceAudit } from '@/lib/audit.ts'
import { useRights } from '@/lib/permissions.ts'
import { useRoute } from '@/lib/route.ts'
import { Card, EmptyState, PageHeader, Skeleton } from '../ui/surface.tsx'
import { AuditLog } from './audit-log.tsx'

/** What was done, and tried, in the workspace. */
export function WorkspaceAudit() {
  const t = useTranslations('audit')
  const { ws } = useRoute()
  const rights = useRights()
  const source = useMemo(() => workspaceAudit(ws), [ws])
  if (!rights.isKnown) return <Skeleton className="h-64" />
  const why = rights.why('audit:read')
  if (why !== undefined)
    return (
      <>
        <PageHeader title={t('title')} />
        <Card>
          <EmptyState icon={<Lock className="size-8" />} title={t('notAllowed')}>
            <p className="max-w-md text-[13px] text-fg-2">{why}</p>
          </EmptyState>
        </Card>
      </>
    )
  return (
    <AuditLog
      key={ws}
      source={source}
      title={t('title')}
      description={t('description')}
      whyNoExport={rights.why('audit:export')}
    />
  )
}

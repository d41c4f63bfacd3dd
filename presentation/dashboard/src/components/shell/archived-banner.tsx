'use client'
import { useTranslations } from 'use-intl'
import { useWorkspace } from '@/lib/queries.ts'
import { useRights } from '@/lib/permissions.ts'
import { useRoute } from '@/lib/route.ts'
import { ButtonLink } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'

/** Why nothing can be changed here, and where to end that. */
export function ArchivedBanner() {
  const t = useTranslations('workspaces')
  const { ws, base } = useRoute()
  const rights = useRights()
  const workspace = useWorkspace(ws)
  if (!workspace || workspace.archivedAt === null) return null
  return (
    <Notice
      tone="warn"
      title={t('archivedTitle')}
      className="mb-4"
      action={
        rights.may('workspace:delete') && (
          <ButtonLink size="sm" href={`${base}/settings?tab=danger`}>
            {t('toUnarchive')}
          </ButtonLink>
        )
      }
    >
      {t('archivedText')}
    </Notice>
  )
}

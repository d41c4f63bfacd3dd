'use client'
import { Check } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { useRights } from '@/lib/permissions.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNotice } from '../ui/notice.tsx'

/** The end of a settings form: what went wrong, whether it is saved, and the button. */
export function SaveBar({
  error,
  busy,
  done,
}: {
  readonly error: Error | null
  readonly busy: boolean
  readonly done: boolean
}) {
  const t = useTranslations('common')
  const rights = useRights()
  return (
    <div className="grid gap-3">
      {error && <ErrorNotice error={error} />}
      <div className="flex items-center gap-3">
        <Button type="submit" variant="primary" busy={busy} denied={rights.why('workspace:update')}>
          {t('save')}
        </Button>
        <span role="status" className="inline-flex items-center gap-1 text-[13px] text-ok">
          {done && (
            <>
              <Check className="size-4" aria-hidden />
              {t('saved')}
            </>
          )}
        </span>
      </div>
    </div>
  )
}

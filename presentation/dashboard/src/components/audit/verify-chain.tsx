'use client'
import { useMutation } from '@tanstack/react-query'
import { ShieldCheck } from 'lucide-react'
import { useLocale, useTranslations } from 'use-intl'
import type { AuditSource } from '@/lib/audit.ts'
import { formatTime } from '@/lib/format.ts'
import { Button } from '../ui/button.tsx'
import { CopyField } from '../ui/copy-field.tsx'
import { ErrorNotice, Notice } from '../ui/notice.tsx'

/** Lets the server recompute the chain of hashes, and gives the newest hash to be kept elsewhere. */
export function VerifyChain({ source }: { readonly source: AuditSource }) {
  const t = useTranslations('audit.verify')
  const locale = useLocale()
  const check = useMutation({ mutationFn: () => source.verify() })
  const { data } = check
  return (
    <div className="mb-4 grid gap-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg border border-line bg-bg-2 px-3 py-2 text-[13px]">
        <ShieldCheck className="size-4 shrink-0 text-fg-3" aria-hidden />
        <p className="min-w-0 flex-1 basis-60 text-fg-2">{t('text')}</p>
        <Button size="sm" busy={check.isPending} onClick={() => check.mutate()}>
          {t('run')}
        </Button>
      </div>
      {check.error && <ErrorNotice error={check.error} />}
      {data && (
        <Notice
          tone={data.ok ? 'ok' : 'bad'}
          title={data.ok ? t('ok', { count: data.entries }) : t('broken')}
        >
          {data.what !== null && (
            <p>
              {data.brokenAt !== null && `${t('at', { seq: String(data.brokenAt) })} `}
              {t(`what.${data.what}`)}
            </p>
          )}
          <p className="text-xs text-fg-2">
            {t('checkedAt', { time: formatTime(data.checkedAt, locale) })}
            {data.head.seq > 0 &&
              ` · ${t('range', { first: String(data.head.firstSeq), last: String(data.head.seq) })}`}
          </p>
          {data.head.hash !== null && (
            <>
              <CopyField
                className="pt-2"
                label={t('head', { seq: String(data.head.seq) })}
                text={data.head.hash}
              />
              <p className="pt-1 text-xs text-fg-2">{t('headHint')}</p>
            </>
          )}
        </Notice>
      )}
    </div>
  )
}

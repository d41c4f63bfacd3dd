'use client'
import type { OutgoingMail } from '@skyclust/api-client'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { ChevronRight, Mail, RefreshCw } from 'lucide-react'
import { useLocale, useTranslations } from 'use-intl'
import { formatTime } from '@/lib/format.ts'
import { mailsQuery, statisticsQuery } from '@/lib/platform-queries.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { CopyField } from '../ui/copy-field.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { Card, EmptyState, Skeleton } from '../ui/surface.tsx'
import { LoadMore } from './load-more.tsx'
import { MailHint } from './mail-hint.tsx'

/** The outbox: what was sent, what waits, and the text of what an administrator has to hand on. */
export function MailList() {
  const t = useTranslations('admin.mail')
  const { data: statistics } = useQuery(statisticsQuery)
  const mails = useInfiniteQuery(mailsQuery)
  const items = mails.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      {statistics?.mail === 'outbox' && (
        <div className="pb-3">
          <MailHint />
        </div>
      )}
      <div className="flex flex-wrap items-center justify-between gap-2 pb-3">
        <p className="text-[13px] text-fg-2">{t('onRecord')}</p>
        <Button size="sm" busy={mails.isRefetching} onClick={() => void mails.refetch()}>
          {!mails.isRefetching && <RefreshCw className="size-3.5" aria-hidden />}
          {t('refresh')}
        </Button>
      </div>
      {mails.error && <ErrorNotice error={mails.error} retry={() => void mails.refetch()} />}
      {mails.isPending && <Skeleton className="h-48" />}
      {mails.data && items.length === 0 && (
        <Card>
          <EmptyState icon={<Mail className="size-8" />} title={t('none')}>
            <p className="max-w-md text-[13px] text-fg-2">{t('noneText')}</p>
          </EmptyState>
        </Card>
      )}
      {items.length > 0 && (
        <Card>
          <ul className="divide-y divide-line">
            {items.map((mail) => (
              <MailRow key={mail.id} mail={mail} />
            ))}
          </ul>
        </Card>
      )}
      <LoadMore query={mails} />
    </>
  )
}

function MailRow({ mail }: { readonly mail: OutgoingMail }) {
  const t = useTranslations('admin.mail')
  const locale = useLocale()
  const { to, subject, text, createdAt, sentAt, error, attempts } = mail
  const link = text === null ? undefined : /https?:\/\/\S+/.exec(text)?.[0]
  const state = sentAt !== null ? 'sent' : error !== null ? 'failed' : 'waiting'
  const summary = (
    <span className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3 gap-y-1">
      <span className="min-w-0">
        <span className="block font-medium">{subject}</span>
        <span className="block text-xs break-all text-fg-2">{to}</span>
      </span>
      <span className="ml-auto flex flex-wrap items-center gap-2 text-xs text-fg-3">
        <Badge tone={state === 'sent' ? 'ok' : state === 'failed' ? 'bad' : 'warn'}>
          {t(`state.${state}`)}
        </Badge>
        {formatTime(createdAt, locale)}
      </span>
    </span>
  )
  if (text === null) return <li className="flex px-4 py-2.5 pl-9.5 text-[13px]">{summary}</li>
  return (
    <li className="text-[13px]">
      <details className="group">
        <summary className="flex items-center gap-2 px-4 py-2.5 hover:bg-hover">
          <ChevronRight className="size-3.5 shrink-0 text-fg-3 group-open:rotate-90" aria-hidden />
          {summary}
        </summary>
        <div className="grid gap-3 border-t border-line bg-bg-2 px-4 py-3">
          {error !== null && (
            <p lang="en" className="text-xs text-bad">
              {t('attempts', { count: attempts })}: {error}
            </p>
          )}
          {link !== undefined && <CopyField label={t('link')} text={link} />}
          <pre className="font-sans break-words whitespace-pre-wrap">{text}</pre>
        </div>
      </details>
    </li>
  )
}

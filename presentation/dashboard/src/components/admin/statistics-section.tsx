'use client'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useLocale, useTranslations } from 'use-intl'
import { statisticsQuery } from '@/lib/platform-queries.ts'
import { ErrorNotice } from '../ui/notice.tsx'
import { Skeleton } from '../ui/surface.tsx'
import { MailHint } from './mail-hint.tsx'

const FIGURES = [
  ['users', '/admin/users'],
  ['activeUsers', undefined],
  ['usersWithSecondFactor', undefined],
  ['disabledUsers', '/admin/users?state=disabled'],
  ['platformAdmins', undefined],
  ['sessions', undefined],
  ['workspaces', '/admin/workspaces'],
  ['archivedWorkspaces', undefined],
  ['clusters', undefined],
] as const

/** The installation in figures. */
export function StatisticsSection() {
  const t = useTranslations('admin.statistics')
  const locale = useLocale()
  const { data, error, refetch } = useQuery(statisticsQuery)
  const format = new Intl.NumberFormat(locale)
  return (
    <div className="grid gap-4">
      {error && <ErrorNotice error={error} retry={() => void refetch()} />}
      {data?.mail === 'outbox' && <MailHint withLink />}
      <dl className="grid grid-cols-2 gap-3 sm:grid-cols-3">
        {FIGURES.map(([key, href]) => (
          <div
            key={key}
            className="relative flex flex-col-reverse justify-end rounded-lg border border-line p-4"
          >
            <dd className="text-2xl font-semibold tabular-nums">
              {data ? format.format(data[key]) : <Skeleton className="h-8 w-16" />}
            </dd>
            <dt className="pb-1 text-[13px] text-fg-2">
              {href === undefined ? (
                t(key)
              ) : (
                <Link
                  href={href}
                  className="underline decoration-line-2 underline-offset-2 after:absolute after:inset-0"
                >
                  {t(key)}
                </Link>
              )}
            </dt>
          </div>
        ))}
      </dl>
      <p className="text-xs text-fg-3">{t('note')}</p>
    </div>
  )
}

'use client'
import type { AuditStatistics as Statistics } from '@skyclust/api-client'
import { useLocale, useTranslations } from 'use-intl'
import { AUDIT_RESULTS } from '@/lib/audit.ts'
import { withQuietDays } from '@/lib/audit-period.ts'
import { cn } from '@/lib/cn.ts'
import { ErrorNotice } from '../ui/notice.tsx'
import { Card, Skeleton } from '../ui/surface.tsx'
import { ResultBadge, useActionName } from './audit-names.tsx'
import type { AuditFilter } from './use-audit-filter.ts'

const TOP = 3

/** How much happened, when, what and by whom, of what the filter leaves. */
export function AuditStatistics({
  statistics,
  error,
  filter,
}: {
  readonly statistics: Statistics | undefined
  readonly error: Error | null
  readonly filter: AuditFilter
}) {
  const t = useTranslations('audit.statistics')
  const nameOf = useActionName()
  if (error) return <ErrorNotice error={error} className="mb-4" />
  if (!statistics) return <Skeleton className="mb-4 h-32" />
  const { total, byResult, byAction, byActor, byDay } = statistics
  return (
    <Card className="mb-4 grid grid-cols-2 gap-x-6 gap-y-4 p-4 xl:grid-cols-4">
      <section aria-label={t('results')} className="min-w-0">
        <Heading>{t('total')}</Heading>
        <p className="text-xl font-semibold">{total.toLocaleString()}</p>
        <ul className="flex flex-wrap gap-1 pt-1">
          {AUDIT_RESULTS.filter((result) => (byResult[result] ?? 0) > 0).map((result) => (
            <li key={result}>
              <button
                type="button"
                aria-pressed={filter.texts.result === result}
                onClick={() => filter.set('result', filter.texts.result === result ? '' : result)}
                className="inline-flex items-center gap-1 rounded-full pr-1.5 text-xs hover:bg-hover aria-pressed:bg-hover"
              >
                <ResultBadge result={result} />
                {byResult[result]?.toLocaleString()}
              </button>
            </li>
          ))}
        </ul>
      </section>
      <section aria-label={t('days')} className="min-w-0">
        <Heading>{t('days')}</Heading>
        <DayBars days={byDay} />
      </section>
      <Top
        title={t('actions')}
        chosen={filter.texts.action}
        rows={byAction.map(({ action, count }) => ({ id: action, name: nameOf(action), count }))}
        onChoose={(id) => filter.set('action', id)}
      />
      <Top
        title={t('actors')}
        chosen={filter.texts.actor}
        rows={byActor.map(({ actorId, name, count }) => ({ id: actorId, name, count }))}
        onChoose={(id) => filter.set('actor', id)}
      />
    </Card>
  )
}

function Heading({ children }: { readonly children: string }) {
  return <h2 className="pb-1 text-xs font-medium text-fg-2">{children}</h2>
}

function Top({
  title,
  rows,
  chosen,
  onChoose,
}: {
  readonly title: string
  readonly rows: readonly {
    readonly id: string | null
    readonly name: string
    readonly count: number
  }[]
  readonly chosen: string
  readonly onChoose: (id: string) => void
}) {
  const t = useTranslations('audit')
  return (
    <section aria-label={title} className="min-w-0">
      <Heading>{title}</Heading>
      <ol className="grid grid-cols-[minmax(0,1fr)] gap-0.5 text-[13px]">
        {rows.slice(0, TOP).map(({ id, name, count }) => (
          <li key={`${id} ${name}`} className="flex items-baseline gap-2">
            {id === null ? (
              <span className="truncate text-fg-2">
                {name === 'nobody' ? t('actorKind.anonymous') : name}
              </span>
            ) : (
              <button
                type="button"
                aria-pressed={chosen === id}
                onClick={() => onChoose(chosen === id ? '' : id)}
                className="truncate hover:underline aria-pressed:font-medium"
              >
                {name}
              </button>
            )}
            <span className="ml-auto text-fg-3">{count.toLocaleString()}</span>
          </li>
        ))}
      </ol>
      {rows.length === 0 && <p className="text-[13px] text-fg-3">–</p>}
    </section>
  )
}

/** One bar a day; the numbers stand in a table for who cannot see the bars. */
function DayBars({ days }: { readonly days: Statistics['byDay'] }) {
  const t = useTranslations('audit.statistics')
  const locale = useLocale()
  const all = withQuietDays(days)
  const most = Math.max(1, ...all.map(({ count }) => count))
  const dayName = new Intl.DateTimeFormat(locale, {
    month: 'short',
    day: 'numeric',
    timeZone: 'UTC',
  })
  const nameOf = (day: string) => dayName.format(new Date(day))
  const [first] = all
  const last = all.at(-1)
  if (!first || !last) return <p className="text-[13px] text-fg-3">–</p>
  return (
    <>
      <div className="flex h-10 items-end gap-px" aria-hidden>
        {all.map(({ day, count }) => (
          <span
            key={day}
            title={`${nameOf(day)}: ${count.toLocaleString()}`}
            className={cn('max-w-4 flex-1 rounded-t-[1px]', count === 0 ? 'bg-line' : 'bg-accent')}
            style={{ height: count === 0 ? 1 : `${Math.max(6, (count / most) * 100)}%` }}
          />
        ))}
      </div>
      <p className="flex justify-between pt-0.5 text-[11px] text-fg-3" aria-hidden>
        <span>{nameOf(first.day)}</span>
        {all.length > 1 && <span>{nameOf(last.day)}</span>}
      </p>
      <table className="sr-only">
        <caption>{t('days')}</caption>
        <tbody>
          {days.map(({ day, count }) => (
            <tr key={day}>
              <th scope="row">{nameOf(day)}</th>
              <td>{count}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

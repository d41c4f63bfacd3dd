'use client'
import type { JournalEntry, Step } from '@skyclust/api-client'
import { useLocale, useTranslations } from 'use-intl'
import { cn } from '@/lib/cn.ts'
import { formatSeconds } from '@/lib/format.ts'
import { elapsedSeconds, groupState } from '@/lib/steps.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { GroupIcon } from './group-icon.tsx'

/** One cloud object: its names, what the cloud said, what can be done, and the calls made for it. */
export function TimelineObject({
  step,
  journal,
  now,
  isDeleting,
}: {
  readonly step: Step
  readonly journal: readonly JournalEntry[]
  readonly now: number
  readonly isDeleting: boolean
}) {
  const t = useTranslations()
  const locale = useLocale()
  const shown = groupState([step], isDeleting)
  const { state, externalId, message, remedy, attempts } = step
  const elapsed = shown === 'gone' || shown === 'waiting' ? undefined : elapsedSeconds([step], now)
  const isTrouble = state === 'blocked' || state === 'retrying'
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)_auto] gap-x-2.5 px-4 py-1.5 pl-6.5 text-xs">
      <GroupIcon state={shown} className="mt-0.5 size-3.5" />
      <div className="min-w-0">
        <span className="font-medium">{step.name}</span>{' '}
        <span className="font-mono text-[11px] text-fg-3">{step.type}</span>
        {externalId !== null && externalId !== step.name && (
          <span className="flex items-center gap-1 font-mono text-[11px] text-fg-2">
            <span className="break-all">{externalId}</span>
            <CopyButton text={externalId} label={externalId} />
          </span>
        )}
        {message !== null && (
          <p lang="en" className={cn('pt-0.5', isTrouble ? 'text-bad' : 'text-fg-2')}>
            {message}
          </p>
        )}
        {remedy !== null && isTrouble && (
          <p className="pt-0.5">
            <span className="font-medium">{t('timeline.remedy')}</span>{' '}
            <span lang="en">{remedy}</span>
          </p>
        )}
        {journal.map((entry) => (
          <p
            key={`${entry.intentAt}-${entry.call}`}
            className="pt-0.5 font-mono text-[11px] break-all text-fg-3"
          >
            {entry.call} →{' '}
            {entry.outcome === null ? t('journal.open') : t(`journal.${entry.outcome}`)}
            {entry.requestId !== null && ` · ${entry.requestId}`}
            {entry.error !== null && ` · ${entry.error}`}
          </p>
        ))}
      </div>
      <div className="text-right whitespace-nowrap text-fg-2">
        {elapsed === undefined ? '' : formatSeconds(elapsed, locale)}
        {attempts > 1 && (
          <span className="block text-fg-3">{t('timeline.attempts', { count: attempts })}</span>
        )}
      </div>
    </li>
  )
}

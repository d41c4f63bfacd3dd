'use client'
import type { JournalEntry, Step } from '@skyclust/api-client'
import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { cn } from '@/lib/cn.ts'
import { formatSeconds, formatSpan } from '@/lib/format.ts'
import { elapsedSeconds, groupState, type StepKey, usualSpan } from '@/lib/steps.ts'
import { GroupIcon } from './group-icon.tsx'
import { TimelineObject } from './timeline-object.tsx'

/** One step: its state, how long it takes, and its objects when opened; opens by itself when something is wrong. */
export function TimelineGroup({
  step,
  items,
  journal,
  now,
  isDeleting,
}: {
  readonly step: StepKey
  readonly items: readonly Step[]
  readonly journal: readonly JournalEntry[]
  readonly now: number
  readonly isDeleting: boolean
}) {
  const t = useTranslations()
  const locale = useLocale()
  const state = groupState(items, isDeleting)
  const [chosen, setChosen] = useState<boolean>()
  const isOpen = chosen ?? (state === 'blocked' || state === 'retrying')
  const done = items.filter((item) => item.state === (isDeleting ? 'gone' : 'ready')).length
  const span = usualSpan(items)
  const elapsed = state === 'gone' || state === 'waiting' ? undefined : elapsedSeconds(items, now)
  const isBusy = state === 'running' || state === 'deleting' || state === 'retrying'
  const regionId = `step-${step}`
  return (
    <li className="border-b border-line last:border-0">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={regionId}
        onClick={() => setChosen(!isOpen)}
        className="flex min-h-10 w-full items-center gap-2.5 px-4 py-1.5 text-left text-[13px] hover:bg-hover"
      >
        <GroupIcon state={state} />
        <span className={cn('min-w-0', (state === 'waiting' || state === 'gone') && 'text-fg-2')}>
          {t(`step.${step}`)}
        </span>
        <span className="text-xs text-fg-3">
          {done}/{items.length}
        </span>
        <span className="ml-auto flex items-center gap-3 whitespace-nowrap">
          {isBusy && span && (
            <span className="text-xs text-fg-3 max-sm:hidden">
              {t('timeline.usual', { span: formatSpan(span, locale) })}
            </span>
          )}
          <span className="text-xs text-fg-2">{t(`stepState.${state}`)}</span>
          <span className="w-16 text-right text-fg-2">
            {elapsed === undefined ? '–' : formatSeconds(elapsed, locale)}
          </span>
          <ChevronRight
            className={cn('size-3.5 text-fg-3 transition-transform', isOpen && 'rotate-90')}
            aria-hidden
          />
        </span>
      </button>
      {isOpen && (
        <ul id={regionId} className="grid gap-px bg-bg-2 py-1">
          {items.map((item) => (
            <TimelineObject
              key={item.objectId}
              step={item}
              journal={journal.filter(({ objectId }) => objectId === item.objectId)}
              now={now}
              isDeleting={isDeleting}
            />
          ))}
        </ul>
      )}
    </li>
  )
}

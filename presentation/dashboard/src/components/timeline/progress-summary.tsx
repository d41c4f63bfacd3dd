'use client'
import type { Step } from '@skyclust/api-client'
import { useLocale, useTranslations } from 'use-intl'
import { formatSpan } from '@/lib/format.ts'
import { remainingSpan } from '@/lib/steps.ts'
import { useNow } from '@/lib/use-now.ts'

const EVERY_MS = 5000

/** How much is done and how long it usually still takes; the sandbox runs its clouds faster than real ones. */
export function ProgressSummary({
  steps,
  isDeleting,
  isSandbox,
}: {
  readonly steps: readonly Step[]
  readonly isDeleting: boolean
  readonly isSandbox: boolean
}) {
  const t = useTranslations('timeline')
  const locale = useLocale()
  const now = useNow(EVERY_MS)
  const goal = isDeleting ? 'gone' : 'ready'
  const done = steps.filter(({ state }) => state === goal).length
  const rest = remainingSpan(steps, now)
  const isOver = done === steps.length
  return (
    <div className="px-4 pb-3">
      <div className="flex flex-wrap justify-between gap-x-3 pb-1.5 text-xs text-fg-2">
        <span>{t(isDeleting ? 'removed' : 'done', { done, total: steps.length })}</span>
        {!isOver && !isDeleting && rest.max > 0 && (
          <span>
            {t(isSandbox ? 'remainingSandbox' : 'remaining', { span: formatSpan(rest, locale) })}
          </span>
        )}
      </div>
      <div
        role="progressbar"
        aria-label={t(isDeleting ? 'removing' : 'creating')}
        aria-valuemin={0}
        aria-valuemax={steps.length}
        aria-valuenow={done}
        className="h-1.5 overflow-hidden rounded-full bg-hover"
      >
        <div
          className="h-full rounded-full bg-accent transition-[width]"
          style={{ width: `${steps.length === 0 ? 0 : (done / steps.length) * 100}%` }}
        />
      </div>
    </div>
  )
}

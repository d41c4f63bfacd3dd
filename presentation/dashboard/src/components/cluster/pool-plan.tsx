'use client'
import type { Plan } from '@skyclust/api-client'
import { useTranslations } from 'use-intl'
import { Findings } from '../plan/findings.tsx'
import { PlanSteps } from '../plan/plan-steps.tsx'
import { Price } from '../plan/price.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { Skeleton } from '../ui/surface.tsx'
import { cn } from '@/lib/cn.ts'

/** What a change to a pool will do and what the whole cluster then costs; shown before it can be confirmed. */
export function PoolPlan({
  plan,
  error,
  isStale,
  withPrice = true,
}: {
  readonly plan: Plan | undefined
  readonly error: unknown
  readonly isStale: boolean
  readonly withPrice?: boolean
}) {
  const t = useTranslations('plan')
  if (error !== null && error !== undefined && !isStale) return <ErrorNotice error={error} />
  if (!plan) return <Skeleton className="h-24" />
  const problems = plan.findings.filter(({ severity }) => severity !== 'ok')
  return (
    <div
      aria-busy={isStale}
      className={cn('grid gap-3 rounded-lg border border-line p-3', isStale && 'opacity-60')}
    >
      <div>
        <h3 className="pb-1 text-[13px] font-medium">{t('steps')}</h3>
        <PlanSteps plan={plan} />
      </div>
      {problems.length > 0 && (
        <div>
          <h3 className="pb-1 text-[13px] font-medium">{t('preflight')}</h3>
          <Findings findings={problems} />
        </div>
      )}
      {withPrice && (
        <div>
          <h3 className="pb-1 text-[13px] font-medium">{t('priceAfter')}</h3>
          <Price price={{ ...plan.price, lines: [] }} />
        </div>
      )}
    </div>
  )
}

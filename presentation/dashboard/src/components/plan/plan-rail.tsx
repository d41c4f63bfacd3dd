'use client'
import type { Plan } from '@skyclust/api-client'
import { CircleCheck, CircleX, LoaderCircle } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { cn } from '@/lib/cn.ts'
import { ErrorNotice } from '../ui/notice.tsx'
import { Card, Skeleton, TitledCard } from '../ui/surface.tsx'
import { Findings } from './findings.tsx'
import { PlanSteps } from './plan-steps.tsx'
import { Price } from './price.tsx'

/** Price, checks and steps of what is being entered, and the button that does it. */
export function PlanRail({
  plan,
  error,
  isStale,
  waiting,
  action,
  equivalent,
}: {
  readonly plan: Plan | undefined
  readonly error: unknown
  readonly isStale: boolean
  /** Why there is no plan yet. */
  readonly waiting: string
  readonly action: ReactNode
  readonly equivalent: ReactNode
}) {
  const t = useTranslations('plan')
  const errors = plan?.findings.filter(({ severity }) => severity === 'error').length ?? 0
  return (
    <aside
      aria-label={t('title')}
      className="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-3 xl:sticky xl:top-0 xl:max-h-[calc(100dvh-6rem)] xl:overflow-y-auto"
    >
      <Card className="p-4">
        <div className="flex items-center justify-between gap-2 pb-1 text-[13px] text-fg-2">
          <h2>{t('price')}</h2>
          <span role="status" className="flex items-center gap-1 text-xs">
            {isStale && plan && (
              <>
                <LoaderCircle className="size-3 animate-spin" aria-hidden />
                {t('checking')}
              </>
            )}
          </span>
        </div>
        <div className={cn(isStale && 'opacity-60')}>
          {plan ? (
            plan.steps.length === 0 ? (
              <p className="text-[13px] text-fg-2">{t('noPrice')}</p>
            ) : (
              <Price price={plan.price} />
            )
          ) : error ? null : isStale ? (
            <Skeleton className="h-9 w-40" />
          ) : (
            <p className="text-[13px] text-fg-2">{waiting}</p>
          )}
        </div>
        <div className="pt-3">{action}</div>
      </Card>
      {error !== null && error !== undefined && !isStale && <ErrorNotice error={error} />}
      {plan && (
        <>
          <TitledCard
            title={t('preflight')}
            action={
              <span
                role="status"
                className={cn(
                  'inline-flex items-center gap-1 text-xs font-medium',
                  errors > 0 ? 'text-bad' : 'text-ok',
                )}
              >
                {errors > 0 ? (
                  <CircleX className="size-3.5" aria-hidden />
                ) : (
                  <CircleCheck className="size-3.5" aria-hidden />
                )}
                {errors > 0 ? t('errorCount', { count: errors }) : t('willWork')}
              </span>
            }
            className={cn(isStale && 'opacity-60')}
          >
            <Findings findings={plan.findings} />
          </TitledCard>
          <TitledCard title={t('steps')} className={cn(isStale && 'opacity-60')}>
            <PlanSteps plan={plan} />
          </TitledCard>
        </>
      )}
      {equivalent}
    </aside>
  )
}

'use client'
import type { Plan, PlanStep } from '@skyclust/api-client'
import { ChevronRight } from 'lucide-react'
import { useLocale, useTranslations } from 'use-intl'
import { formatSpan } from '@/lib/format.ts'
import { groupSteps, usualSpan } from '@/lib/steps.ts'

/** What will be done, by step, with the cloud's own names of the calls. */
export function PlanSteps({ plan }: { readonly plan: Plan }) {
  const t = useTranslations()
  const locale = useLocale()
  const work = plan.steps.filter(({ action }) => action !== 'none')
  const calls = work.filter(({ call }) => call !== undefined).length
  const isRemoval = work.length > 0 && work.every(({ action }) => action === 'delete')
  if (work.length === 0) return <p className="text-[13px] text-fg-2">{t('plan.nothing')}</p>
  return (
    <div>
      <p className="pb-2 text-xs text-fg-2">
        {t('plan.summary', { objects: work.length, calls })}
        {plan.usualSeconds.max > 0 &&
          ` · ${t('plan.usual', { span: formatSpan(plan.usualSeconds, locale) })}`}
      </p>
      <ol className="grid gap-0.5">
        {groupSteps(work, isRemoval).map(({ key, items }) => {
          const span = usualSpan(items)
          return (
            <li key={key}>
              <details className="group">
                <summary className="flex min-h-7 list-none items-center gap-1.5 text-[13px]">
                  <ChevronRight
                    className="size-3.5 shrink-0 text-fg-3 transition-transform group-open:rotate-90"
                    aria-hidden
                  />
                  <span>{t(`step.${key}`)}</span>
                  <span className="text-xs text-fg-3">{items.length}</span>
                  {span && (
                    <span className="ml-auto text-xs text-fg-3">{formatSpan(span, locale)}</span>
                  )}
                </summary>
                <ul className="grid gap-1 pb-2 pl-5">
                  {items.map((step) => (
                    <PlanStepItem key={step.objectId} step={step} />
                  ))}
                </ul>
              </details>
            </li>
          )
        })}
      </ol>
    </div>
  )
}

function PlanStepItem({ step }: { readonly step: PlanStep }) {
  const t = useTranslations('plan')
  return (
    <li className="text-xs">
      <span className="text-fg-2">{t(`action.${step.action}`)}</span> {step.name}
      <span className="block font-mono text-[11px] break-all text-fg-3">
        {step.call ?? t('noCall')}
      </span>
      {step.changes.map(({ path, observed, desired }) => (
        <span key={path} className="block font-mono text-[11px] break-all">
          {path}: {JSON.stringify(observed)} → {JSON.stringify(desired)}
        </span>
      ))}
    </li>
  )
}

'use client'
import type { Finding } from '@skyclust/api-client'
import { ChevronRight, CircleAlert, CircleCheck, CircleX } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { cn } from '@/lib/cn.ts'
import { jumpTo } from '@/lib/jump-to.ts'
import { useFindingText } from './finding-text.ts'

const ICONS = {
  error: [CircleX, 'text-bad'],
  warning: [CircleAlert, 'text-warn'],
  ok: [CircleCheck, 'text-ok'],
} as const

/** Results of the checks: errors, then warnings, then what passed, folded when something needs reading. */
export function Findings({ findings }: { readonly findings: readonly Finding[] }) {
  const t = useTranslations('plan')
  const of = (severity: Finding['severity']) => findings.filter((f) => f.severity === severity)
  const [problems, passed] = [[...of('error'), ...of('warning')], of('ok')]
  return (
    <div className="grid gap-2">
      {problems.length > 0 && (
        <ul className="grid gap-2">
          {problems.map((finding, index) => (
            <FindingItem key={`${finding.code}-${index}`} finding={finding} />
          ))}
        </ul>
      )}
      {passed.length > 0 && (
        <details open={problems.length === 0} className="group">
          <summary className="flex list-none items-center gap-1 text-[13px] text-fg-2">
            <ChevronRight
              className="size-3.5 transition-transform group-open:rotate-90"
              aria-hidden
            />
            {t('passed', { count: passed.length })}
          </summary>
          <ul className="grid gap-2 pt-2">
            {passed.map((finding, index) => (
              <FindingItem key={`${finding.code}-${index}`} finding={finding} />
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}

function FindingItem({ finding }: { readonly finding: Finding }) {
  const t = useTranslations('plan')
  const textOf = useFindingText()
  const [Icon, ink] = ICONS[finding.severity]
  const { title, detail, remedy, preciseRemedy } = textOf(finding)
  const { pointer } = finding
  return (
    <li className="flex items-start gap-2 text-[13px]">
      <Icon
        className={cn('mt-0.5 size-4 shrink-0', ink)}
        aria-label={t(`severity.${finding.severity}`)}
      />
      <div className="min-w-0">
        <span className={finding.severity === 'ok' ? '' : 'font-medium'}>{title}</span>
        {remedy !== undefined && <p className="text-fg-2">{remedy}</p>}
        {detail !== undefined && (
          <p lang="en" className="pt-0.5 text-xs text-fg-3">
            {detail} {preciseRemedy}
          </p>
        )}
        {pointer !== undefined && finding.severity !== 'ok' && (
          <button
            type="button"
            className="pt-0.5 text-xs text-accent hover:underline"
            onClick={() => jumpTo(pointer)}
          >
            {t('jump')}
          </button>
        )}
      </div>
    </li>
  )
}

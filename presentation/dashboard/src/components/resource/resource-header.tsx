'use client'
import type { ResourceDetail } from '@skyclust/api-client'
import { useLocale, useTranslations } from 'use-intl'
import { formatUsd } from '@/lib/format.ts'
import { overallPhase, textOf, versionOf } from '@/lib/resource.ts'
import { PhaseBadge, ProviderTag, SandboxTag } from '../status.tsx'

/** Name, phase, cloud and place, version or range, and what it costs a month. */
export function ResourceHeader({ detail }: { readonly detail: ResourceDetail }) {
  const t = useTranslations('resource')
  const locale = useLocale()
  const { resource, price } = detail
  const extra = resource.kind === 'cluster' ? versionOf(resource) : textOf(resource.spec['cidr'])
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 pb-3">
      <h1 className="text-xl font-semibold tracking-tight">{resource.name}</h1>
      <PhaseBadge phase={overallPhase(detail)} />
      {resource.sandbox && <SandboxTag />}
      <span className="flex flex-wrap items-center gap-x-1.5 text-[13px] text-fg-2">
        <ProviderTag provider={resource.provider} />
        <span aria-hidden>·</span>
        {resource.location}
        {extra !== undefined && (
          <>
            <span aria-hidden>·</span>
            {extra}
          </>
        )}
      </span>
      <span className="text-[13px] sm:ml-auto">
        <span className="text-fg-2">{t('price')}</span>{' '}
        <span className="font-medium">
          {t('perMonth', { amount: formatUsd(price.monthlyUsd, locale) })}
        </span>
      </span>
    </div>
  )
}

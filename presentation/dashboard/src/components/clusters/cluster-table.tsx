'use client'
import type { Resource } from '@skyclust/api-client'
import Link from 'next/link'
import { memo } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { formatAgo } from '@/lib/format.ts'
import { currentSteps, versionOf } from '@/lib/resource.ts'
import { useRoute } from '@/lib/route.ts'
import { useNow } from '@/lib/use-now.ts'
import { PhaseBadge, ProviderTag, SandboxTag } from '../status.tsx'
import { Card } from '../ui/surface.tsx'

const MINUTE = 60_000

export function ClusterTable({ clusters }: { readonly clusters: readonly Resource[] }) {
  const t = useTranslations('clusters')
  const now = useNow(MINUTE)
  return (
    <Card className="relative overflow-x-auto">
      <table className="w-full text-[13px]">
        <thead>
          <tr className="border-b border-line bg-bg-2 text-left text-xs whitespace-nowrap text-fg-2 [&>th]:px-3 [&>th]:py-2 [&>th]:font-medium">
            <th scope="col">{t('name')}</th>
            <th scope="col">{t('cloud')}</th>
            <th scope="col">{t('location')}</th>
            <th scope="col">{t('version')}</th>
            <th scope="col">{t('phase')}</th>
            <th scope="col">{t('progress')}</th>
            <th scope="col" className="text-right">
              {t('created')}
            </th>
          </tr>
        </thead>
        <tbody>
          {clusters.map((cluster) => (
            <ClusterRow key={cluster.id} cluster={cluster} now={now} />
          ))}
        </tbody>
      </table>
      {clusters.length === 0 && (
        <p className="px-3 py-6 text-center text-[13px] text-fg-2">{t('noneFound')}</p>
      )}
    </Card>
  )
}

const ClusterRow = memo(function ClusterRow({
  cluster,
  now,
}: {
  readonly cluster: Resource
  readonly now: number
}) {
  const tStep = useTranslations('step')
  const locale = useLocale()
  const { base } = useRoute()
  const steps = currentSteps(cluster)
  return (
    <tr className="relative h-10 border-b border-line last:border-0 hover:bg-hover [&>td]:px-3 [&>td]:whitespace-nowrap">
      <td>
        <span className="flex items-center gap-2">
          {' '}
          <Link
            href={`${base}/clusters/${cluster.name}`}
            className="font-medium after:absolute after:inset-0"
          >
            {cluster.name}
          </Link>
          {cluster.sandbox && <SandboxTag />}
        </span>
      </td>
      <td>
        <ProviderTag provider={cluster.provider} />
      </td>
      <td>{cluster.location}</td>
      <td>{versionOf(cluster) ?? '–'}</td>
      <td>
        <PhaseBadge phase={cluster.phase} />
      </td>
      <td className="text-fg-2">
        {steps.length === 0 ? '–' : steps.map((step) => tStep(step)).join(', ')}
      </td>
      <td className="text-right text-fg-2" title={cluster.createdAt}>
        {formatAgo(cluster.createdAt, now, locale)}
      </td>
    </tr>
  )
})

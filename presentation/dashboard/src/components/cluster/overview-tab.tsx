'use client'
import type { ResourceDetail } from '@skyclust/api-client'
import { useTranslations } from 'use-intl'
import { outputsOf, textOf, versionOf } from '@/lib/resource.ts'
import { Facts } from '../resource/facts.tsx'
import { PriceLines } from '../resource/price-lines.tsx'
import { TimelineCard } from '../timeline/timeline-card.tsx'
import { TitledCard } from '../ui/surface.tsx'

export function OverviewTab({ detail }: { readonly detail: ResourceDetail }) {
  const t = useTranslations('cluster')
  const { resource, children } = detail
  const network = children.find(({ kind }) => kind === 'network')
  const subnets = children.filter(({ kind }) => kind === 'subnet')
  const outputs = outputsOf(resource)
  return (
    <div className="grid gap-3 xl:grid-cols-[minmax(0,1fr)_380px]">
      <TimelineCard detail={detail} />
      <div className="grid content-start gap-3">
        <TitledCard title={t('facts')}>
          <Facts
            rows={[
              [t('version'), versionOf(resource)],
              [t('endpoint'), textOf(outputs['endpoint'])],
              [t('location'), resource.location],
              [t('network'), network && `${network.name} · ${String(network.spec['cidr'])}`],
              [t('subnets'), subnets.length > 0 ? String(subnets.length) : undefined],
              ['ID', resource.id],
            ]}
          />
        </TitledCard>
        <TitledCard title={t('price')}>
          <PriceLines price={detail.price} />
        </TitledCard>
      </div>
    </div>
  )
}

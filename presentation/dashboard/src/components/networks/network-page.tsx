'use client'
import { deleteNetwork, type Resource, type ResourceDetail } from '@skyclust/api-client'
import { useQuery } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useRights } from '@/lib/permissions.ts'
import { resourcesQuery } from '@/lib/queries.ts'
import { textOf } from '@/lib/resource.ts'
import { useRoute } from '@/lib/route.ts'
import { useUrlParam } from '@/lib/url-param.ts'
import { useDetail } from '@/lib/use-detail.ts'
import { ActivityTab } from '../resource/activity-tab.tsx'
import { GoneView } from '../resource/gone-view.tsx'
import { MissingView } from '../resource/missing-view.tsx'
import { PriceLines } from '../resource/price-lines.tsx'
import { ResourceHeader } from '../resource/resource-header.tsx'
import { Tabs } from '../tabs.tsx'
import { TimelineCard } from '../timeline/timeline-card.tsx'
import { Button } from '../ui/button.tsx'
import { ErrorNotice, Notice } from '../ui/notice.tsx'
import { Skeleton, TitledCard } from '../ui/surface.tsx'
import { SubnetTable } from './subnet-table.tsx'

const DestructiveDialog = dynamic(
  () => import('../resource/destructive-dialog.tsx').then((m) => m.DestructiveDialog),
  { ssr: false },
)

const TABS = ['overview', 'activity'] as const

export function NetworkPage() {
  const t = useTranslations('networks')
  const { ws, name, base } = useRoute()
  const { data, error, isMissing, gone, refetch } = useDetail(ws, 'networks', name)
  const back = { backTo: `${base}/networks`, backLabel: t('toList') }
  if (gone) return <GoneView detail={gone} {...back} />
  if (isMissing) return <MissingView name={name} {...back} />
  if (error && !data) return <ErrorNotice error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton className="h-80" />
  return <Loaded detail={data} />
}

function Loaded({ detail }: { readonly detail: ResourceDetail }) {
  const t = useTranslations('networks')
  const { ws, base } = useRoute()
  const [asked, setTab] = useUrlParam('tab', { push: true })
  const tab = TABS.find((each) => each === asked) ?? 'overview'
  const { resource, children } = detail
  const mayRead = useRights().may('cluster:read')
  const clusters = useQuery({ ...resourcesQuery(ws, 'clusters'), enabled: mayRead })
  const owner = clusters.data?.find(({ id }) => id === resource.ownerId)
  const guests = clusters.data?.filter((cluster) => standsOn(cluster, resource)) ?? []
  return (
    <>
      <ResourceHeader detail={detail} />
      <Tabs
        label={t('views')}
        current={tab}
        items={TABS.map((key) => ({ key, label: t(`tab.${key}`) }))}
        onSelect={(key) => setTab(key === 'overview' ? '' : key)}
      />
      {tab === 'activity' && <ActivityTab journal={detail.journal} />}
      {tab === 'overview' && (
        <div className="grid gap-3 xl:grid-cols-[minmax(0,1fr)_380px]">
          <div className="grid min-w-0 content-start gap-3">
            <SubnetTable subnets={children.filter(({ kind }) => kind === 'subnet')} />
            <TimelineCard detail={detail} />
          </div>
          <div className="grid content-start gap-3">
            <TitledCard title={t('price')}>
              <PriceLines price={detail.price} />
            </TitledCard>
            <TitledCard title={t('clusters')}>
              {guests.length === 0 && <p className="text-[13px] text-fg-2">{t('noClusters')}</p>}
              <ul className="grid gap-1">
                {guests.map(({ id, name }) => (
                  <li key={id}>
                    <Link
                      href={`${base}/clusters/${name}`}
                      className="text-[13px] font-medium hover:underline"
                    >
                      {name}
                    </Link>
                  </li>
                ))}
              </ul>
            </TitledCard>
            <Removal network={resource} owner={owner} guests={guests} />
          </div>
        </div>
      )}
    </>
  )
}

function standsOn(cluster: Resource, network: Resource): boolean {
  const choice = cluster.spec['network']
  const id =
    typeof choice === 'object' && choice !== null && 'networkId' in choice
      ? textOf(choice.networkId)
      : undefined
  return id === network.id
}

/** Deletion, or why it is not possible now. */
function Removal({
  network,
  owner,
  guests,
}: {
  readonly network: Resource
  readonly owner: Resource | undefined
  readonly guests: readonly Resource[]
}) {
  const t = useTranslations('networks')
  const { ws } = useRoute()
  const rights = useRights()
  const [open, setOpen] = useState(false)
  if (network.deletionRequestedAt !== null) return null
  if (network.ownerId !== null)
    return (
      <Notice tone="info" title={t('owned')}>
        {t('ownedText', { cluster: owner?.name ?? network.ownerId })}
      </Notice>
    )
  if (guests.length > 0)
    return (
      <Notice tone="info" title={t('inUse')}>
        {t('inUseText', { clusters: guests.map(({ name }) => name).join(', ') })}
      </Notice>
    )
  const path = { workspaceId: ws, id: network.name }
  return (
    <TitledCard title={t('delete')}>
      <p className="pb-3 text-[13px] text-fg-2">{t('deleteText')}</p>
      <Button
        variant="danger"
        denied={rights.why('network:delete', network.labels)}
        onClick={() => setOpen(true)}
      >
        <Trash2 className="size-3.5" aria-hidden />
        {t('delete')}
      </Button>
      {open && (
        <DestructiveDialog
          title={t('deleteTitle', { name: network.name })}
          description={t('deleteText')}
          name={network.name}
          kind="networks"
          version={network.version}
          remove={(options) => deleteNetwork({ path, ...options })}
          onClose={() => setOpen(false)}
        />
      )}
    </TitledCard>
  )
}

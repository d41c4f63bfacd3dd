'use client'
import type { ResourceDetail } from '@skyclust/api-client'
import { useTranslations } from 'use-intl'
import { useRights } from '@/lib/permissions.ts'
import { useRoute } from '@/lib/route.ts'
import { useUrlParam } from '@/lib/url-param.ts'
import { useDetail } from '@/lib/use-detail.ts'
import { GoneView } from '../resource/gone-view.tsx'
import { ResourceHeader } from '../resource/resource-header.tsx'
import { MissingView } from '../resource/missing-view.tsx'
import { Tabs } from '../tabs.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { Skeleton } from '../ui/surface.tsx'
import { ActivityTab } from '../resource/activity-tab.tsx'
import { BlockedBanner } from './blocked-banner.tsx'
import { NodePoolsTab } from './node-pools-tab.tsx'
import { OverviewTab } from './overview-tab.tsx'
import { SettingsTab } from './settings-tab.tsx'

const TABS = ['overview', 'node-pools', 'activity', 'settings'] as const

export function ClusterPage() {
  const t = useTranslations('cluster')
  const { ws, name, base } = useRoute()
  const { data, error, isMissing, gone, refetch } = useDetail(ws, 'clusters', name)
  if (gone) return <GoneView detail={gone} backTo={`${base}/clusters`} backLabel={t('toList')} />
  if (isMissing)
    return <MissingView name={name} backTo={`${base}/clusters`} backLabel={t('toList')} />
  if (error && !data) return <ErrorNotice error={error} retry={() => void refetch()} />
  if (!data)
    return (
      <div className="grid gap-3">
        <Skeleton className="h-8 w-64" />
        <Skeleton className="h-80" />
      </div>
    )
  return <Loaded detail={data} />
}

function Loaded({ detail }: { readonly detail: ResourceDetail }) {
  const t = useTranslations('cluster')
  const [asked, setTab] = useUrlParam('tab', { push: true })
  const tab = TABS.find((each) => each === asked) ?? 'overview'
  const rights = useRights()
  const { labels } = detail.resource
  const whyNotChange = rights.why('cluster:update', labels)
  return (
    <>
      <ResourceHeader detail={detail} />
      <BlockedBanner detail={detail} whyNotRetry={whyNotChange} />
      <Tabs
        label={t('views')}
        current={tab}
        items={TABS.map((key) => ({ key, label: t(`tab.${key}`) }))}
        onSelect={(key) => setTab(key === 'overview' ? '' : key)}
      />
      {tab === 'overview' && <OverviewTab detail={detail} />}
      {tab === 'node-pools' && <NodePoolsTab detail={detail} whyNot={whyNotChange} />}
      {tab === 'activity' && <ActivityTab journal={detail.journal} />}
      {tab === 'settings' && (
        <SettingsTab detail={detail} whyNotDelete={rights.why('cluster:delete', labels)} />
      )}
    </>
  )
}

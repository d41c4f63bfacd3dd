'use client'
import { useQuery } from '@tanstack/react-query'
import { Boxes, Plus } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { useRights } from '@/lib/permissions.ts'
import { resourcesQuery } from '@/lib/queries.ts'
import { useRoute } from '@/lib/route.ts'
import { useUrlParam } from '@/lib/url-param.ts'
import { ResourceFilter } from '../resource-filter.tsx'
import { PROVIDERS } from '../status.tsx'
import { ButtonLink } from '../ui/button.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { Card, EmptyState, PageHeader, Skeleton } from '../ui/surface.tsx'
import { ClusterTable } from './cluster-table.tsx'

export function ClusterList() {
  const t = useTranslations('clusters')
  const { ws, base } = useRoute()
  const { data, error, refetch } = useQuery(resourcesQuery(ws, 'clusters'))
  const rights = useRights()
  const [search] = useUrlParam('q')
  const [provider] = useUrlParam('provider')
  const needle = search.toLowerCase()
  const cloud = PROVIDERS.find((each) => each === provider)
  const shown = data?.filter(
    (cluster) =>
      (cloud === undefined || cluster.provider === cloud) &&
      `${cluster.name} ${cluster.location}`.toLowerCase().includes(needle),
  )
  const create = (
    <ButtonLink
      variant="primary"
      href={`${base}/clusters/new`}
      denied={rights.why('cluster:create')}
    >
      <Plus className="size-4" aria-hidden />
      {t('create')}
    </ButtonLink>
  )
  return (
    <>
      <PageHeader title={t('title')} description={t('description')}>
        {data && data.length > 0 && create}
      </PageHeader>
      {error && <ErrorNotice error={error} retry={() => void refetch()} className="mb-3" />}
      {!data && !error && <Skeleton className="h-40" />}
      {data?.length === 0 && (
        <Card>
          <EmptyState icon={<Boxes className="size-8" />} title={t('empty')}>
            <p className="max-w-md pb-2 text-[13px] text-fg-2">{t('emptyText')}</p>
            {create}
          </EmptyState>
        </Card>
      )}
      {data && shown && data.length > 0 && (
        <>
          <ResourceFilter placeholder={t('filter')} count={t('count', { count: shown.length })} />
          <ClusterTable clusters={shown} />
        </>
      )}
    </>
  )
}

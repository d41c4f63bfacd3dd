'use client'
import type { Resource } from '@skyclust/api-client'
import { useQuery } from '@tanstack/react-query'
import { Network, Plus } from 'lucide-react'
import Link from 'next/link'
import { useLocale, useTranslations } from 'use-intl'
import { formatAgo } from '@/lib/format.ts'
import { useRights } from '@/lib/permissions.ts'
import { resourcesQuery } from '@/lib/queries.ts'
import { textOf } from '@/lib/resource.ts'
import { useRoute } from '@/lib/route.ts'
import { useUrlParam } from '@/lib/url-param.ts'
import { useNow } from '@/lib/use-now.ts'
import { ResourceFilter } from '../resource-filter.tsx'
import { PhaseBadge, PROVIDERS, ProviderTag, SandboxTag } from '../status.tsx'
import { ButtonLink } from '../ui/button.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { Card, EmptyState, PageHeader, Skeleton } from '../ui/surface.tsx'

const MINUTE = 60_000

export function NetworkList() {
  const t = useTranslations('networks')
  const { ws, base } = useRoute()
  const { data, error, refetch } = useQuery(resourcesQuery(ws, 'networks'))
  const rights = useRights()
  const clusters = useQuery({
    ...resourcesQuery(ws, 'clusters'),
    enabled: rights.may('cluster:read'),
  })
  const [search] = useUrlParam('q')
  const [provider] = useUrlParam('provider')
  const cloud = PROVIDERS.find((each) => each === provider)
  const shown = data?.filter(
    (network) =>
      (cloud === undefined || network.provider === cloud) &&
      `${network.name} ${network.location}`.toLowerCase().includes(search.toLowerCase()),
  )
  const create = (
    <ButtonLink
      variant="primary"
      href={`${base}/networks/new`}
      denied={rights.why('network:create')}
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
          <EmptyState icon={<Network className="size-8" />} title={t('empty')}>
            <p className="max-w-md pb-2 text-[13px] text-fg-2">{t('emptyText')}</p>
            {create}
          </EmptyState>
        </Card>
      )}
      {data && shown && data.length > 0 && (
        <>
          <ResourceFilter placeholder={t('filter')} count={t('count', { count: shown.length })} />
          <NetworkTable networks={shown} clusters={clusters.data ?? []} />
        </>
      )}
    </>
  )
}

function NetworkTable({
  networks,
  clusters,
}: {
  readonly networks: readonly Resource[]
  readonly clusters: readonly Resource[]
}) {
  const t = useTranslations('networks')
  const locale = useLocale()
  const { base } = useRoute()
  const now = useNow(MINUTE)
  const columns = ['name', 'cloud', 'location', 'cidr', 'phase', 'owner', 'created'] as const
  return (
    <Card className="relative overflow-x-auto">
      <table className="w-full text-[13px]">
        <thead>
          <tr className="border-b border-line bg-bg-2 text-left text-xs whitespace-nowrap text-fg-2 [&>th]:px-3 [&>th]:py-2 [&>th]:font-medium">
            {columns.map((column) => (
              <th key={column} scope="col" className="last:text-right">
                {t(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {networks.map((network) => (
            <tr
              key={network.id}
              className="relative h-10 border-b border-line last:border-0 hover:bg-hover [&>td]:px-3 [&>td]:whitespace-nowrap"
            >
              <td>
                <span className="flex items-center gap-2">
                  {' '}
                  <Link
                    href={`${base}/networks/${network.name}`}
                    className="font-medium after:absolute after:inset-0"
                  >
                    {network.name}
                  </Link>
                  {network.sandbox && <SandboxTag />}
                </span>
              </td>
              <td>
                <ProviderTag provider={network.provider} />
              </td>
              <td>{network.location}</td>
              <td className="font-mono text-xs">{textOf(network.spec['cidr'])}</td>
              <td>
                <PhaseBadge phase={network.phase} />
              </td>
              <td className="text-fg-2">
                {network.ownerId === null
                  ? '–'
                  : (clusters.find(({ id }) => id === network.ownerId)?.name ?? network.ownerId)}
              </td>
              <td className="text-right text-fg-2">{formatAgo(network.createdAt, now, locale)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {networks.length === 0 && (
        <p className="px-3 py-6 text-center text-[13px] text-fg-2">{t('noneFound')}</p>
      )}
    </Card>
  )
}

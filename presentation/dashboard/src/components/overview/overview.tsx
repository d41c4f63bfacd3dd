'use client'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { useRights } from '@/lib/permissions.ts'
import { credentialsQuery, resourcesQuery } from '@/lib/queries.ts'
import { useRoute } from '@/lib/route.ts'
import { ErrorNotice } from '../ui/notice.tsx'
import { PageHeader, Skeleton } from '../ui/surface.tsx'
import { Attention } from './attention.tsx'
import { FirstSteps } from './first-steps.tsx'
import { InProgress } from './in-progress.tsx'
import { PhaseCounts } from './phase-counts.tsx'

export function Overview() {
  const t = useTranslations('overview')
  const { ws } = useRoute()
  const rights = useRights()
  const clusters = useQuery({
    ...resourcesQuery(ws, 'clusters'),
    enabled: rights.may('cluster:read'),
  })
  const networks = useQuery({
    ...resourcesQuery(ws, 'networks'),
    enabled: rights.may('network:read'),
  })
  const credentials = useQuery({
    ...credentialsQuery(ws),
    enabled: rights.may('credential:read'),
  })
  const error = clusters.error ?? networks.error ?? credentials.error
  // What may not be read is left out, not shown as nothing.
  const queries = [clusters, networks, credentials]
  const isLoaded =
    rights.isKnown && queries.every(({ data, fetchStatus }) => data || fetchStatus === 'idle')
  const resources = [...(clusters.data ?? []), ...(networks.data ?? [])]
  const isEmpty = isLoaded && clusters.data?.length === 0 && !networks.data?.length
  return (
    <>
      <PageHeader title={t('title')} />
      {error && (
        <ErrorNotice
          error={error}
          retry={() =>
            void Promise.all([clusters.refetch(), networks.refetch(), credentials.refetch()])
          }
        />
      )}
      {!isLoaded && !error && (
        <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
          {['a', 'b', 'c', 'd'].map((key) => (
            <Skeleton key={key} className="h-22" />
          ))}
        </div>
      )}
      {isEmpty && <FirstSteps credentials={credentials.data ?? []} />}
      {isLoaded && !isEmpty && (
        <div className="grid gap-3">
          <PhaseCounts
            clusters={clusters.data}
            networks={networks.data}
            credentials={credentials.data}
          />
          <Attention resources={resources} />
          <InProgress resources={resources} />
        </div>
      )}
    </>
  )
}

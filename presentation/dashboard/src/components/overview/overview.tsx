'use client'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
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
  const clusters = useQuery(resourcesQuery(ws, 'clusters'))
  const networks = useQuery(resourcesQuery(ws, 'networks'))
  const credentials = useQuery(credentialsQuery(ws))
  const error = clusters.error ?? networks.error ?? credentials.error
  const isLoaded = clusters.data && networks.data && credentials.data
  const isEmpty = isLoaded && clusters.data.length === 0 && networks.data.length === 0
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
      {isEmpty && <FirstSteps credentials={credentials.data} />}
      {isLoaded && !isEmpty && (
        <div className="grid gap-3">
          <PhaseCounts
            clusters={clusters.data}
            networks={networks.data}
            credentials={credentials.data}
          />
          <Attention resources={[...clusters.data, ...networks.data]} />
          <InProgress resources={[...clusters.data, ...networks.data]} />
        </div>
      )}
    </>
  )
}

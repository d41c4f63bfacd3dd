'use client'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useTranslations } from 'use-intl'
import type { AuditPage, AuditSource } from '@/lib/audit.ts'
import { cn } from '@/lib/cn.ts'
import { useUrlParam } from '@/lib/url-param.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { PageHeader, Skeleton } from '../ui/surface.tsx'
import { AuditFilters } from './audit-filters.tsx'
import { AuditStatistics } from './audit-statistics.tsx'
import { AuditTable } from './audit-table.tsx'
import { ExportMenu } from './export-menu.tsx'
import { periodOnly, queryOf, textsOf, useAuditFilter } from './use-audit-filter.ts'
import { VerifyChain } from './verify-chain.tsx'

const AuditDrawer = dynamic(() => import('./audit-drawer.tsx').then((m) => m.AuditDrawer), {
  ssr: false,
})

/** Nothing tells when somebody else did something; while only the newest page is shown it is asked for this often. */
const LOOK_AGAIN_MS = 15_000

/** An audit log: statistics, filters in the URL, entries page by page, one entry in a drawer, export and verification. */
export function AuditLog({
  source,
  title,
  description,
  whyNoExport,
}: {
  readonly source: AuditSource
  readonly title: string
  readonly description: string
  readonly whyNoExport?: string | undefined
}) {
  const t = useTranslations('audit')
  const filter = useAuditFilter()
  const [shown, show] = useUrlParam('entry', { push: true })
  const log = useEntries(source, filter.settled)
  const statistics = useStatistics(source, filter.settled)
  const choices = useStatistics(source, periodOnly(filter.settled))
  const entries = log.data?.pages.flatMap(({ items }) => items)
  return (
    <>
      <PageHeader title={title} description={description}>
        <Button
          aria-label={t('refresh')}
          size="icon"
          busy={log.isRefetching}
          onClick={() => void Promise.all([log.refetch(), statistics.refetch()])}
        >
          {!log.isRefetching && <RefreshCw className="size-3.5" aria-hidden />}
        </Button>
        <ExportMenu source={source} filter={filter} denied={whyNoExport} />
      </PageHeader>
      <VerifyChain source={source} />
      <AuditStatistics statistics={statistics.data} error={statistics.error} filter={filter} />
      <AuditFilters filter={filter} choices={choices.data} />
      {log.error && (
        <ErrorNotice error={log.error} retry={() => void log.refetch()} className="mb-3" />
      )}
      {!entries && !log.error && <Skeleton className="h-64" />}
      {entries && (
        <div
          aria-busy={log.isPlaceholderData}
          className={cn(log.isPlaceholderData && 'opacity-60')}
        >
          <AuditTable entries={entries} filter={filter} onShow={(seq) => show(`${seq}`)} />
        </div>
      )}
      {log.hasNextPage && (
        <div className="grid justify-items-center pt-3">
          <Button busy={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            {t('more')}
          </Button>
        </div>
      )}
      {/^[1-9]\d{0,15}$/.test(shown) && (
        <AuditDrawer
          key={shown}
          source={source}
          seq={Number(shown)}
          known={entries?.find(({ seq }) => seq === Number(shown))}
          filter={filter}
          onClose={() => show('')}
        />
      )}
    </>
  )
}

function useEntries(source: AuditSource, settled: string) {
  return useInfiniteQuery({
    queryKey: [...source.key, 'entries', settled],
    queryFn: ({ pageParam }) => source.list(queryOf(textsOf(settled), Date.now()), pageParam),
    initialPageParam: undefined as string | undefined,
    placeholderData: keepPreviousData,
    getNextPageParam: ({ nextCursor }: AuditPage) => nextCursor ?? undefined,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 1 ? false : LOOK_AGAIN_MS),
  })
}

function useStatistics(source: AuditSource, settled: string) {
  return useQuery({
    queryKey: [...source.key, 'statistics', settled],
    queryFn: () => source.statistics(queryOf(textsOf(settled), Date.now())),
    placeholderData: keepPreviousData,
  })
}

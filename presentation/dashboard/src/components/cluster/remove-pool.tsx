'use client'
import { deleteNodePool, type Plan, type Resource } from '@skyclust/api-client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { call } from '@/lib/api.ts'
import { detailQuery } from '@/lib/queries.ts'
import { useRoute } from '@/lib/route.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { PoolPlan } from './pool-plan.tsx'

/** Deletes a pool after showing what that does. */
export function RemovePool({
  cluster,
  pool,
  onClose,
}: {
  readonly cluster: Resource
  readonly pool: Resource
  readonly onClose: () => void
}) {
  const t = useTranslations()
  const { ws } = useRoute()
  const cache = useQueryClient()
  const path = { workspaceId: ws, id: cluster.name, pool: pool.name }
  const plan = useQuery({
    queryKey: ['deletion', ws, 'node-pool', cluster.name, pool.name, pool.version],
    queryFn: async ({ signal }) =>
      (await call(deleteNodePool({ path, query: { dryRun: 'true' }, signal }))) as Plan,
    retry: false,
    staleTime: 0,
    gcTime: 0,
  })
  const removal = useMutation({
    mutationFn: () => call(deleteNodePool({ path, headers: { 'if-match': `"${pool.version}"` } })),
    async onSuccess() {
      await cache.invalidateQueries(detailQuery(ws, 'clusters', cluster.name))
      onClose()
    },
  })
  return (
    <Dialog
      title={t('pools.removeNamed', { name: pool.name })}
      description={t('pools.removeText')}
      onClose={onClose}
      wide
    >
      <div className="grid gap-4">
        <PoolPlan plan={plan.data} error={plan.error} isStale={plan.isFetching} />
        {removal.error && <ErrorNotice error={removal.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            variant="danger"
            busy={removal.isPending}
            disabled={!plan.data || removal.isPending}
            onClick={() => removal.mutate()}
          >
            {t('common.delete')}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}

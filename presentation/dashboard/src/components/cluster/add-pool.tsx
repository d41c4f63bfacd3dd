'use client'
import { addNodePool, type Resource } from '@skyclust/api-client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { call } from '@/lib/api.ts'
import { catalogQuery, detailQuery } from '@/lib/queries.ts'
import { randomKey } from '@/lib/random-key.ts'
import { useRoute } from '@/lib/route.ts'
import { useDryRun } from '@/lib/use-dry-run.ts'
import { usualMachineType } from '../create/defaults.ts'
import { type PoolDraft, poolOf } from '../create/draft.ts'
import { PoolFields } from '../create/pool-fields.tsx'
import { useErrorAt } from '../plan/use-error-at.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { PoolPlan } from './pool-plan.tsx'

/** Adds a node pool after showing what that does. */
export function AddPool({
  cluster,
  pools,
  onClose,
}: {
  readonly cluster: Resource
  readonly pools: readonly Resource[]
  readonly onClose: () => void
}) {
  const t = useTranslations()
  const { ws } = useRoute()
  const cache = useQueryClient()
  const [draft, setDraft] = useState<PoolDraft>({
    key: 0,
    name: `pool-${pools.length + 1}`,
    machineType: undefined,
    nodeCount: cluster.provider === 'azure' ? 3 : 1,
    autoscaling: undefined,
    diskGiB: 50,
    spot: false,
  })
  // Zones have no catalog of their own: a zonal cluster is served by its region's.
  const region = cluster.location.replace(/(\d)-[a-z]$/, '$1')
  const catalog = useQuery(catalogQuery(ws, cluster.credentialId, region))
  const pool = {
    ...draft,
    machineType: draft.machineType ?? usualMachineType(catalog.data, cluster.provider, 'dev'),
  }
  const body = poolOf(pool)
  const isComplete = body.spec.machineType !== '' && body.name !== ''
  const path = { workspaceId: ws, id: cluster.name }
  const key = isComplete ? JSON.stringify(['pool', cluster.name, cluster.version, body]) : ''
  const dryRun = useDryRun(ws, key, (signal) =>
    addNodePool({ path, query: { dryRun: 'true' }, body, signal }),
  )
  const { plan } = dryRun
  const addition = useMutation({
    mutationFn: (planDigest: string) =>
      call(
        addNodePool({
          path,
          body: { ...body, planDigest },
          headers: { 'idempotency-key': randomKey() },
        }),
      ),
    async onSuccess() {
      await cache.invalidateQueries(detailQuery(ws, 'clusters', cluster.name))
      onClose()
    },
  })
  const planErrorAt = useErrorAt(plan, dryRun.error ?? addition.error)
  const errorAt = (pointer: string) =>
    planErrorAt(pointer) ?? planErrorAt(`/nodePools/${pools.length}${pointer}`)
  const hasErrors = plan?.findings.some(({ severity }) => severity === 'error') ?? true
  return (
    <Dialog title={t('pools.addTitle', { name: cluster.name })} onClose={onClose} wide>
      <div className="grid gap-4">
        <PoolFields
          pool={pool}
          types={catalog.data?.machineTypes ?? []}
          pointer=""
          onChange={(part) => setDraft((before) => ({ ...before, ...part }))}
          errorAt={errorAt}
        />
        {isComplete && <PoolPlan plan={plan} error={dryRun.error} isStale={dryRun.isStale} />}
        {addition.error && <ErrorNotice error={addition.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            variant="primary"
            busy={addition.isPending}
            disabled={!plan || dryRun.isStale || hasErrors || addition.isPending}
            onClick={() => plan && addition.mutate(plan.digest)}
          >
            {t('pools.add')}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}

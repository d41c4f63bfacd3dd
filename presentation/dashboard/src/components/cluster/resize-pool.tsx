'use client'
import { type Resource, resizeNodePool } from '@skyclust/api-client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type SyntheticEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { call } from '@/lib/api.ts'
import { detailQuery } from '@/lib/queries.ts'
import { isRecord, numberOf } from '@/lib/resource.ts'
import { useRoute } from '@/lib/route.ts'
import { useDryRun } from '@/lib/use-dry-run.ts'
import { NumberField } from '../create/pool-fields.tsx'
import { useErrorAt } from '../plan/use-error-at.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Checkbox } from '../ui/field.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { PoolPlan } from './pool-plan.tsx'

/** Changes the size of a pool after showing what that does. */
export function ResizePool({
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
  const [nodeCount, setNodeCount] = useState(numberOf(pool.spec['nodeCount']) ?? 0)
  const [autoscaling, setAutoscaling] = useState(boundsOf(pool))
  const body = { nodeCount, autoscaling: autoscaling ?? null }
  const path = { workspaceId: ws, id: cluster.name, pool: pool.name }
  const dryRun = useDryRun(
    ws,
    JSON.stringify(['resize', cluster.name, pool.name, pool.version, body]),
    (signal) => resizeNodePool({ path, query: { dryRun: 'true' }, body, signal }),
  )
  const { plan } = dryRun
  const resize = useMutation({
    mutationFn: () =>
      call(resizeNodePool({ path, body, headers: { 'if-match': `"${pool.version}"` } })),
    async onSuccess() {
      await cache.invalidateQueries(detailQuery(ws, 'clusters', cluster.name))
      onClose()
    },
  })
  const errorAt = useErrorAt(plan, dryRun.error ?? resize.error)
  const hasErrors = plan?.findings.some(({ severity }) => severity === 'error') ?? true
  const isIdle = plan?.steps.every(({ action }) => action === 'none') ?? true
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    resize.mutate()
  }
  return (
    <Dialog title={t('pools.resizeNamed', { name: pool.name })} onClose={onClose} wide>
      <form onSubmit={submit} className="grid gap-4">
        <div className="grid gap-3 sm:grid-cols-3">
          <NumberField
            label={t('create.nodeCount')}
            value={nodeCount}
            min={0}
            max={1000}
            error={errorAt('/nodeCount')}
            pointer="/nodeCount"
            onChange={setNodeCount}
          />
          {autoscaling && (
            <>
              <NumberField
                label={t('create.minNodes')}
                value={autoscaling.min}
                min={0}
                max={1000}
                error={errorAt('/autoscaling/min')}
                onChange={(min) => setAutoscaling({ ...autoscaling, min })}
              />
              <NumberField
                label={t('create.maxNodes')}
                value={autoscaling.max}
                min={1}
                max={1000}
                error={errorAt('/autoscaling/max')}
                onChange={(max) => setAutoscaling({ ...autoscaling, max })}
              />
            </>
          )}
        </div>
        <Checkbox
          label={t('create.autoscaling')}
          checked={autoscaling !== undefined}
          onChange={(event) =>
            setAutoscaling(
              event.target.checked
                ? { min: Math.min(1, nodeCount), max: Math.max(3, nodeCount) }
                : undefined,
            )
          }
        />
        <PoolPlan plan={plan} error={dryRun.error} isStale={dryRun.isStale} />
        {resize.error && <ErrorNotice error={resize.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            type="submit"
            variant="primary"
            busy={resize.isPending}
            disabled={!plan || dryRun.isStale || hasErrors || isIdle || resize.isPending}
          >
            {t('pools.resize')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function boundsOf(pool: Resource): { min: number; max: number } | undefined {
  const { autoscaling } = pool.spec
  if (!isRecord(autoscaling)) return undefined
  return { min: numberOf(autoscaling['min']) ?? 0, max: numberOf(autoscaling['max']) ?? 1 }
}

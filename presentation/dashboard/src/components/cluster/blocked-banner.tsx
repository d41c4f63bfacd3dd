'use client'
import { type ResourceDetail, retryCluster } from '@skyclust/api-client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { call } from '@/lib/api.ts'
import { detailQuery } from '@/lib/queries.ts'
import { useRoute } from '@/lib/route.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNotice, Notice } from '../ui/notice.tsx'

/** What blocks the cluster, object by object, with what can be done, and the button to try again now. */
export function BlockedBanner({
  detail,
  whyNotRetry,
}: {
  readonly detail: ResourceDetail
  readonly whyNotRetry: string | undefined
}) {
  const t = useTranslations()
  const { ws, name } = useRoute()
  const cache = useQueryClient()
  const retry = useMutation({
    mutationFn: () => call(retryCluster({ path: { workspaceId: ws, id: name } })),
    onSuccess: (next) => cache.setQueryData(detailQuery(ws, 'clusters', name).queryKey, next),
  })
  const stuck = detail.steps.filter(({ state }) => state === 'blocked' || state === 'retrying')
  if (stuck.length === 0) return null
  const isBlocked = stuck.some(({ state }) => state === 'blocked')
  return (
    <div className="grid gap-2 pb-4">
      <Notice
        tone={isBlocked ? 'bad' : 'warn'}
        title={t(isBlocked ? 'cluster.blocked' : 'cluster.retrying')}
        action={
          <Button
            size="sm"
            denied={whyNotRetry}
            busy={retry.isPending}
            onClick={() => retry.mutate()}
          >
            {!retry.isPending && <RotateCw className="size-3.5" aria-hidden />}
            {t('cluster.retryNow')}
          </Button>
        }
      >
        <ul className="grid gap-1.5 pt-1">
          {stuck.map((step) => (
            <li key={step.objectId}>
              <span className="font-medium">{t(`step.${step.step}`)}</span> ({step.name})
              <span lang="en" className="block">
                {step.message}
              </span>
              {step.remedy !== null && (
                <span className="block">
                  <span className="font-medium">{t('timeline.remedy')}</span>{' '}
                  <span lang="en">{step.remedy}</span>
                </span>
              )}
            </li>
          ))}
        </ul>
      </Notice>
      {retry.error && <ErrorNotice error={retry.error} />}
    </div>
  )
}

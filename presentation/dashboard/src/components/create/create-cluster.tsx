'use client'
import { createCluster, type Plan } from '@skyclust/api-client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { ApiError, call } from '@/lib/api.ts'
import { useRights } from '@/lib/permissions.ts'
import { catalogQuery, credentialsQuery, locationsQuery, resourcesQuery } from '@/lib/queries.ts'
import { randomKey } from '@/lib/random-key.ts'
import { useRoute } from '@/lib/route.ts'
import { useDryRun } from '@/lib/use-dry-run.ts'
import { Equivalent } from '../plan/equivalent.tsx'
import { useErrorAt } from '../plan/use-error-at.ts'
import { PlanRail } from '../plan/plan-rail.tsx'
import { Button } from '../ui/button.tsx'
import { ErrorNotice, Notice } from '../ui/notice.tsx'
import { RadioCards } from '../ui/radio-card.tsx'
import { Card, PageHeader } from '../ui/surface.tsx'
import { BasicsSection } from './basics-section.tsx'
import { CloudSection } from './cloud-section.tsx'
import { credentialOf, regionOf, resolveDraft } from './defaults.ts'
import { type Draft, EMPTY_DRAFT, requestOf } from './draft.ts'
import { labelsNeeded } from './labels.ts'
import { LabelsSection } from './labels-section.tsx'
import { NetworkSection } from './network-section.tsx'
import { OptionsSection } from './options-section.tsx'
import { PoolsSection } from './pools-section.tsx'

/** One page of sections; the rail on the right shows at any time what Create would do, cost and meet. */
export function CreateCluster() {
  const t = useTranslations('create')
  const { ws, base } = useRoute()
  const router = useRouter()
  const cache = useQueryClient()
  const [draft, setDraft] = useState<Draft>(EMPTY_DRAFT)
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }))
  const rights = useRights()

  const credentials = useQuery(credentialsQuery(ws))
  const networks = useQuery(resourcesQuery(ws, 'networks'))
  const clusters = useQuery(resourcesQuery(ws, 'clusters'))
  const credential = credentialOf(draft, credentials.data ?? [])
  const locations = useQuery(locationsQuery(ws, credential?.id ?? ''))
  const region = credential ? regionOf(draft, credential.provider, locations.data ?? []) : ''
  const catalog = useQuery(catalogQuery(ws, credential?.id ?? '', region))
  const labels = draft.labels ?? labelsNeeded(rights, 'cluster:create')
  const resolved = resolveDraft(
    { ...draft, labels },
    {
      credentials: credentials.data ?? [],
      locations: locations.data ?? [],
      catalog: catalog.data,
      networks: networks.data ?? [],
      clusters: clusters.data ?? [],
    },
  )
  const isReady = [credentials, networks, clusters].every(({ data }) => data !== undefined)

  const request = isReady ? requestOf(resolved) : undefined
  const key = request ? JSON.stringify(request) : ''
  const dryRun = useDryRun(ws, key, (signal) => {
    if (!request) throw new Error('nothing to plan')
    return createCluster({
      path: { workspaceId: ws },
      query: { dryRun: 'true' },
      body: request,
      signal,
    })
  })
  const { plan } = dryRun
  const creation = useMutation({
    mutationFn: (shown: Plan) => {
      if (!request) throw new Error('nothing to create')
      return call(
        createCluster({
          path: { workspaceId: ws },
          body: { ...request, planDigest: shown.digest },
          headers: { 'idempotency-key': randomKey() },
        }),
      )
    },
    onSuccess: () => router.push(`${base}/clusters/${resolved.name}`),
    onError(error) {
      const next = error instanceof ApiError ? error.problem['plan'] : undefined
      if (next) cache.setQueryData(['ws', ws, 'plan', key], next)
    },
  })
  const isChanged = creation.error instanceof ApiError && creation.error.code === 'plan-changed'
  const errorAt = useErrorAt(plan, dryRun.error ?? creation.error)
  const hasErrors = plan?.findings.some(({ severity }) => severity === 'error') ?? true
  const loadError = credentials.error ?? locations.error ?? catalog.error

  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      {loadError && <ErrorNotice error={loadError} className="mb-3" />}
      <div className="grid gap-4 xl:grid-cols-[minmax(0,1fr)_380px]">
        <Card className="min-w-0 self-start">
          <div className="border-b border-line p-5">
            <RadioCards
              legend={t('preset')}
              name="preset"
              className="sm:grid-cols-2"
              value={draft.preset}
              onChange={(preset) =>
                change({ preset, pools: undefined, tier: undefined, zone: undefined })
              }
              options={(['dev', 'production'] as const).map((value) => ({
                value,
                label: <span className="font-medium">{t(`presets.${value}`)}</span>,
                hint: t(`presetHints.${value}`),
              }))}
            />
          </div>
          <CloudSection
            provider={resolved.provider}
            credentialId={resolved.credentialId}
            credentials={credentials.data ?? []}
            onProvider={(provider) =>
              change({
                provider,
                credentialId: undefined,
                region: undefined,
                zone: undefined,
                version: '',
                networkId: '',
                pools: undefined,
              })
            }
            onCredential={(credentialId) => change({ credentialId, networkId: '' })}
            error={errorAt('/credentialId')}
          />
          <BasicsSection
            draft={resolved}
            locations={locations.data ?? []}
            versions={catalog.data?.versions ?? []}
            onChange={change}
            errorAt={errorAt}
          />
          <NetworkSection
            draft={resolved}
            networks={networks.data ?? []}
            onChange={change}
            errorAt={errorAt}
          />
          <PoolsSection
            draft={resolved}
            types={catalog.data?.machineTypes ?? []}
            onChange={(pools) => change({ pools })}
            errorAt={errorAt}
          />
          <OptionsSection draft={resolved} onChange={change} errorAt={errorAt} />
          <LabelsSection
            text={labels}
            error={errorAt('/labels')}
            onChange={(text) => change({ labels: text })}
          />
        </Card>
        <PlanRail
          plan={plan}
          error={dryRun.error}
          isStale={key !== '' && dryRun.isStale}
          waiting={credential ? t('incomplete') : t('noCredential')}
          action={
            <div className="grid gap-2">
              {isChanged ? (
                <Notice tone="warn" title={t('planChanged')} />
              ) : (
                creation.error && <ErrorNotice error={creation.error} />
              )}
              <Button
                variant="primary"
                className="w-full"
                denied={rights.why('cluster:create')}
                busy={creation.isPending}
                disabled={
                  !plan || dryRun.isStale || hasErrors || creation.isPending || creation.isSuccess
                }
                onClick={() => plan && creation.mutate(plan)}
              >
                {t('submit')}
              </Button>
            </div>
          }
          equivalent={
            request && <Equivalent path={`/api/v1/workspaces/${ws}/clusters`} body={request} />
          }
        />
      </div>
    </>
  )
}

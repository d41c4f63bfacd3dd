'use client'
import { createNetwork, type CreateNetworkRequest, type Plan } from '@skyclust/api-client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { ApiError, call } from '@/lib/api.ts'
import { freeCidr } from '@/lib/cidr.ts'
import { useRights } from '@/lib/permissions.ts'
import { credentialsQuery, locationsQuery, resourcesQuery } from '@/lib/queries.ts'
import { randomKey } from '@/lib/random-key.ts'
import { useRoute } from '@/lib/route.ts'
import { useDryRun } from '@/lib/use-dry-run.ts'
import { CloudSection } from '../create/cloud-section.tsx'
import { credentialOf, isZone, regionOf } from '../create/defaults.ts'
import { EMPTY_DRAFT } from '../create/draft.ts'
import { labelsNeeded, labelsOf } from '../create/labels.ts'
import { LabelsSection } from '../create/labels-section.tsx'
import { Section } from '../create/section.tsx'
import { Equivalent } from '../plan/equivalent.tsx'
import { PlanRail } from '../plan/plan-rail.tsx'
import { useErrorAt } from '../plan/use-error-at.ts'
import type { Provider } from '../status.tsx'
import { Button } from '../ui/button.tsx'
import { Checkbox, Field, Input, Select } from '../ui/field.tsx'
import { ErrorNotice, Notice } from '../ui/notice.tsx'
import { Card, PageHeader } from '../ui/surface.tsx'

interface NetworkDraft {
  readonly provider: Provider | undefined
  readonly credentialId: string | undefined
  readonly region: string | undefined
  readonly name: string
  readonly cidr: string | undefined
  readonly allowCidrOverlap: boolean
  readonly labels: string | undefined
}

/** A network of its own, for several clusters; with the plan beside it as for clusters. */
export function CreateNetwork() {
  const t = useTranslations()
  const { ws, base } = useRoute()
  const router = useRouter()
  const cache = useQueryClient()
  const rights = useRights()
  const [draft, setDraft] = useState<NetworkDraft>({
    provider: undefined,
    credentialId: undefined,
    region: undefined,
    name: 'shared',
    cidr: undefined,
    allowCidrOverlap: false,
    labels: undefined,
  })
  const change = (part: Partial<NetworkDraft>) => setDraft((before) => ({ ...before, ...part }))
  const labels = draft.labels ?? labelsNeeded(rights, 'network:create')
  const credentials = useQuery(credentialsQuery(ws))
  const networks = useQuery(resourcesQuery(ws, 'networks'))
  const asDraft = { ...EMPTY_DRAFT, ...draft }
  const credential = credentialOf(asDraft, credentials.data ?? [])
  const provider = draft.provider ?? credential?.provider ?? 'aws'
  const locations = useQuery(locationsQuery(ws, credential?.id ?? ''))
  const region = regionOf(asDraft, provider, locations.data ?? [])
  const cidr = draft.cidr ?? freeCidr((networks.data ?? []).map((n) => String(n.spec['cidr'])))
  const isComplete =
    credential && networks.data && region !== '' && draft.name !== '' && cidr !== ''
  const request: CreateNetworkRequest | undefined = isComplete
    ? {
        name: draft.name,
        provider,
        credentialId: credential.id,
        location: region,
        cidr,
        ...labelsOf(labels),
        ...(draft.allowCidrOverlap ? { allowCidrOverlap: true } : {}),
      }
    : undefined
  const key = request ? JSON.stringify(['network', request]) : ''
  const path = { workspaceId: ws }
  const dryRun = useDryRun(ws, key, (signal) => {
    if (!request) throw new Error('nothing to plan')
    return createNetwork({ path, query: { dryRun: 'true' }, body: request, signal })
  })
  const { plan } = dryRun
  const creation = useMutation({
    mutationFn: (shown: Plan) => {
      if (!request) throw new Error('nothing to create')
      return call(
        createNetwork({
          path,
          body: { ...request, planDigest: shown.digest },
          headers: { 'idempotency-key': randomKey() },
        }),
      )
    },
    onSuccess: () => router.push(`${base}/networks/${draft.name}`),
    onError(error) {
      const next = error instanceof ApiError ? error.problem['plan'] : undefined
      if (next) cache.setQueryData(['ws', ws, 'plan', key], next)
    },
  })
  const isChanged = creation.error instanceof ApiError && creation.error.code === 'plan-changed'
  const errorAt = useErrorAt(plan, dryRun.error ?? creation.error)
  const hasErrors = plan?.findings.some(({ severity }) => severity === 'error') ?? true
  const loadError = credentials.error ?? locations.error
  return (
    <>
      <PageHeader title={t('networks.create')} description={t('networks.createDescription')} />
      {loadError && <ErrorNotice error={loadError} className="mb-3" />}
      <div className="grid gap-4 xl:grid-cols-[minmax(0,1fr)_380px]">
        <Card className="min-w-0 self-start">
          <CloudSection
            provider={provider}
            credentialId={credential?.id ?? ''}
            credentials={credentials.data ?? []}
            onProvider={(next) =>
              change({ provider: next, credentialId: undefined, region: undefined })
            }
            onCredential={(credentialId) => change({ credentialId })}
            error={errorAt('/credentialId')}
          />
          <Section title={t('create.basics')} note={t('create.fixed')}>
            <div className="grid gap-3 sm:grid-cols-2">
              <Field
                label={t('create.name')}
                hint={t('create.nameHint')}
                error={errorAt('/name')}
                pointer="/name"
              >
                {(control) => (
                  <Input
                    {...control}
                    className="font-mono"
                    maxLength={40}
                    spellCheck={false}
                    value={draft.name}
                    onChange={(event) => change({ name: event.target.value })}
                  />
                )}
              </Field>
              <Field label={t('create.region')} error={errorAt('/location')} pointer="/location">
                {(control) => (
                  <Select
                    {...control}
                    value={region}
                    onChange={(event) => change({ region: event.target.value })}
                  >
                    {(locations.data ?? [])
                      .filter(({ name }) => !isZone(name))
                      .map(({ name, displayName }) => (
                        <option key={name} value={name}>
                          {displayName.includes(name) ? displayName : `${displayName} (${name})`}
                        </option>
                      ))}
                  </Select>
                )}
              </Field>
              <Field
                label={t('create.cidr')}
                hint={t('create.cidrHint')}
                error={errorAt('/cidr')}
                pointer="/cidr"
              >
                {(control) => (
                  <Input
                    {...control}
                    className="font-mono"
                    spellCheck={false}
                    value={cidr}
                    onChange={(event) => change({ cidr: event.target.value.trim() })}
                  />
                )}
              </Field>
            </div>
            <Checkbox
              label={t('create.allowOverlap')}
              hint={t('create.allowOverlapHint')}
              checked={draft.allowCidrOverlap}
              onChange={(event) => change({ allowCidrOverlap: event.target.checked })}
            />
          </Section>
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
          waiting={credential ? t('create.incomplete') : t('create.noCredential')}
          action={
            <div className="grid gap-2">
              {isChanged ? (
                <Notice tone="warn" title={t('create.planChanged')} />
              ) : (
                creation.error && <ErrorNotice error={creation.error} />
              )}
              <Button
                variant="primary"
                className="w-full"
                denied={rights.why('network:create')}
                busy={creation.isPending}
                disabled={
                  !plan || dryRun.isStale || hasErrors || creation.isPending || creation.isSuccess
                }
                onClick={() => plan && creation.mutate(plan)}
              >
                {t('networks.create')}
              </Button>
            </div>
          }
          equivalent={
            request && <Equivalent path={`/api/v1/workspaces/${ws}/networks`} body={request} />
          }
        />
      </div>
    </>
  )
}

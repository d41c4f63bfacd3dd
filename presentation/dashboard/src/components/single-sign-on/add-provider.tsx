'use client'
import { createOidcProvider, type OidcProvider } from '@skyclust/api-client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type SyntheticEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { ApiError, call } from '@/lib/api.ts'
import { useRights } from '@/lib/permissions.ts'
import { useRoute } from '@/lib/route.ts'
import { presetsQuery, providersQuery } from '@/lib/sso.ts'
import { useUrlParam } from '@/lib/url-param.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { ErrorNotice, Notice } from '../ui/notice.tsx'
import { RadioCards } from '../ui/radio-card.tsx'
import { Card, PageHeader, Skeleton } from '../ui/surface.tsx'
import { AccessFields } from './access-fields.tsx'
import { ConnectionFields } from './connection-fields.tsx'
import { createRequestOf, draftOfPreset, type ProviderDraft } from './draft.ts'
import { FormSection } from './form-section.tsx'
import { ProviderSaved } from './provider-saved.tsx'
import { RegistrationGuide } from './registration-guide.tsx'
import { SsoError } from './sso-error.tsx'

/** Registers a provider in four steps on one page: which, what to do there, how to reach it, who gets in. */
export function AddProvider() {
  const t = useTranslations('sso')
  const { base } = useRoute()
  const rights = useRights()
  const presets = useQuery(presetsQuery)
  const [saved, setSaved] = useState<OidcProvider>()
  const why = rights.isKnown ? rights.why('oidc-provider:create') : undefined
  return (
    <div className="mx-auto max-w-3xl">
      <PageHeader title={t('addTitle')} description={t('addDescription')}>
        <ButtonLink href={`${base}/settings/single-sign-on`}>{t('toList')}</ButtonLink>
      </PageHeader>
      {why !== undefined && <Notice tone="warn" title={why} />}
      {presets.error && <ErrorNotice error={presets.error} retry={() => void presets.refetch()} />}
      {presets.isPending && <Skeleton className="h-96" />}
      {saved && <ProviderSaved provider={saved} />}
      {presets.data && why === undefined && !saved && (
        <AddForm known={presets.data} onSaved={setSaved} />
      )}
    </div>
  )
}

type Known = Awaited<ReturnType<NonNullable<(typeof presetsQuery)['queryFn']>>>

function AddForm({
  known,
  onSaved,
}: {
  readonly known: Known
  readonly onSaved: (provider: OidcProvider) => void
}) {
  const t = useTranslations('sso')
  const { ws } = useRoute()
  const cache = useQueryClient()
  const [asked, setAsked] = useUrlParam('preset')
  const preset = known.items.find(({ id }) => id === asked)
  const [entered, setEntered] = useState<Partial<ProviderDraft>>({})
  const draft = preset && { ...draftOfPreset(preset), ...entered }
  const creation = useMutation({
    mutationFn: async (wanted: ProviderDraft) =>
      call(
        createOidcProvider({
          path: { workspaceId: ws },
          body: createRequestOf(preset?.id ?? 'generic', wanted),
        }),
      ),
    async onSuccess(provider) {
      onSaved(provider)
      await cache.invalidateQueries(providersQuery(ws))
    },
  })
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    if (draft) creation.mutate(draft)
  }
  const onChange = (part: Partial<ProviderDraft>) =>
    setEntered((before) => ({ ...before, ...part }))
  const errorAt = errorsOf(creation.error)
  return (
    <Card className="p-5">
      <form onSubmit={submit} className="grid gap-8">
        <RadioCards
          legend={t('preset')}
          name="preset"
          className="grid-cols-2 sm:grid-cols-4"
          value={preset?.id}
          onChange={(id) => {
            setAsked(id)
            setEntered({})
            creation.reset()
          }}
          options={known.items.map(({ id, name }) => ({ value: id, label: name }))}
        />
        {preset && draft && (
          <>
            <FormSection title={t('step.register', { name: preset.name })}>
              <RegistrationGuide preset={preset} {...known} />
            </FormSection>
            <FormSection title={t('step.connection')}>
              <ConnectionFields isNew {...{ draft, preset, onChange, errorAt }} />
            </FormSection>
            <FormSection title={t('step.access')}>
              <AccessFields {...{ draft, preset, onChange, errorAt }} />
            </FormSection>
            {creation.error && <SsoError error={creation.error} />}
            <div>
              <Button type="submit" variant="primary" busy={creation.isPending}>
                {t('submit')}
              </Button>
            </div>
          </>
        )}
      </form>
    </Card>
  )
}

/** Messages for single fields, by JSON pointer. */
export function errorsOf(error: unknown): (pointer: string) => string | undefined {
  return (pointer) => (error instanceof ApiError ? error.at(pointer) : undefined)
}

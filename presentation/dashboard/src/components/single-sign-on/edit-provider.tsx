'use client'
import { type OidcProvider, updateOidcProvider } from '@skyclust/api-client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type SyntheticEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { call } from '@/lib/api.ts'
import { useRights } from '@/lib/permissions.ts'
import { useRoute } from '@/lib/route.ts'
import { presetsQuery, providersQuery } from '@/lib/sso.ts'
import { Button } from '../ui/button.tsx'
import { Card, PageHeader } from '../ui/surface.tsx'
import { AccessFields } from './access-fields.tsx'
import { errorsOf } from './add-provider.tsx'
import { ConnectionFields } from './connection-fields.tsx'
import { draftOfProvider, type ProviderDraft, updateRequestOf } from './draft.ts'
import { FormSection } from './form-section.tsx'
import { SsoError } from './sso-error.tsx'

/** Changes a provider; the stored client secret stays unless a new one is entered. */
export function EditProvider({
  provider,
  onClose,
}: {
  readonly provider: OidcProvider
  readonly onClose: () => void
}) {
  const t = useTranslations('sso')
  const { ws } = useRoute()
  const rights = useRights()
  const cache = useQueryClient()
  const { data: presets } = useQuery(presetsQuery)
  const preset = presets?.items.find(({ id }) => id === provider.preset)
  const [draft, setDraft] = useState(() => draftOfProvider(provider))
  const request = updateRequestOf(provider, draft)
  const isChanged = Object.keys(request).length > 0
  const saving = useMutation({
    mutationFn: () =>
      call(
        updateOidcProvider({
          path: { workspaceId: ws, id: provider.id },
          body: request,
          headers: { 'if-match': `"${provider.version}"` },
        }),
      ),
    async onSuccess() {
      onClose()
      await cache.invalidateQueries(providersQuery(ws))
    },
  })
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    saving.mutate()
  }
  const onChange = (part: Partial<ProviderDraft>) => setDraft((before) => ({ ...before, ...part }))
  const errorAt = errorsOf(saving.error)
  return (
    <div className="mx-auto max-w-3xl">
      <PageHeader title={t('editTitle', { name: provider.name })} description={t('editText')} />
      <Card className="p-5">
        <form onSubmit={submit} className="grid gap-8">
          <FormSection title={t('step.connection')}>
            <ConnectionFields isNew={false} {...{ draft, preset, onChange, errorAt }} />
          </FormSection>
          <FormSection title={t('step.access')}>
            <AccessFields {...{ draft, preset, onChange, errorAt }} />
          </FormSection>
          {saving.error && <SsoError error={saving.error} />}
          <div className="flex gap-2">
            <Button
              type="submit"
              variant="primary"
              denied={rights.why('oidc-provider:update')}
              busy={saving.isPending}
              disabled={!isChanged || saving.isPending}
            >
              {t('save')}
            </Button>
            <Button onClick={onClose}>{t('cancel')}</Button>
          </div>
        </form>
      </Card>
    </div>
  )
}

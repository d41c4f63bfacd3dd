'use client'
import type { Credential } from '@skyclust/api-client'
import { useTranslations } from 'use-intl'
import { useRoute } from '@/lib/route.ts'
import { PROVIDERS, ProviderTag, SandboxTag, SERVICE_NAMES } from '../status.tsx'
import { ButtonLink } from '../ui/button.tsx'
import { Field, Select } from '../ui/field.tsx'
import { RadioCards } from '../ui/radio-card.tsx'
import type { Provider } from '../status.tsx'
import { Section } from './section.tsx'

/** Cloud and account. */
export function CloudSection({
  provider,
  credentialId,
  credentials,
  onProvider,
  onCredential,
  error,
}: {
  readonly provider: Provider
  readonly credentialId: string
  readonly credentials: readonly Credential[]
  readonly onProvider: (provider: Provider) => void
  readonly onCredential: (id: string) => void
  readonly error: string | undefined
}) {
  const t = useTranslations('create')
  const { base } = useRoute()
  const fitting = credentials.filter((credential) => credential.provider === provider)
  const chosen = fitting.find(({ id }) => id === credentialId)
  return (
    <Section title={t('cloud')} note={t('fixed')}>
      <RadioCards
        legend={t('cloud')}
        hideLegend
        name="provider"
        className="sm:grid-cols-3"
        value={provider}
        onChange={onProvider}
        pointer="/provider"
        options={PROVIDERS.map((value) => ({
          value,
          label: <ProviderTag provider={value} />,
          hint: SERVICE_NAMES[value],
        }))}
      />
      {fitting.length === 0 ? (
        <div className="flex flex-wrap items-center gap-3 text-[13px] text-fg-2">
          {t('noCredential')}
          <ButtonLink size="sm" href={`${base}/credentials/new?provider=${provider}`}>
            {t('addCredential')}
          </ButtonLink>
        </div>
      ) : (
        <div className="flex flex-wrap items-end gap-3">
          <Field
            label={t('credential')}
            error={error}
            pointer="/credentialId"
            className="w-full max-w-sm"
          >
            {(control) => (
              <Select
                {...control}
                value={credentialId}
                onChange={(event) => onCredential(event.target.value)}
              >
                {fitting.map(({ id, name, account }) => (
                  <option key={id} value={id}>
                    {name} ({account})
                  </option>
                ))}
              </Select>
            )}
          </Field>
          {chosen?.sandbox === true && (
            <span className="flex h-8 items-center">
              <SandboxTag />
            </span>
          )}
        </div>
      )}
    </Section>
  )
}

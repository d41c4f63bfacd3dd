'use client'
import type { OidcPreset } from '@skyclust/api-client'
import { useTranslations } from 'use-intl'
import { Field, Input } from '../ui/field.tsx'
import type { ProviderDraft } from './draft.ts'

/** How the provider is reached and who we are there. */
export function ConnectionFields({
  draft,
  preset,
  isNew,
  onChange,
  errorAt,
}: {
  readonly draft: ProviderDraft
  readonly preset: OidcPreset | undefined
  readonly isNew: boolean
  readonly onChange: (part: Partial<ProviderDraft>) => void
  readonly errorAt: (pointer: string) => string | undefined
}) {
  const t = useTranslations('sso')
  const text = (field: 'name' | 'issuer' | 'clientId' | 'clientSecret' | 'scopes') => ({
    value: draft[field],
    onChange: (event: { target: { value: string } }) => onChange({ [field]: event.target.value }),
  })
  const template = preset?.issuerTemplate
  const isExample = preset?.id !== 'generic' && template?.includes('{') === true
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label={t('name')} hint={t('nameHint')} error={errorAt('/name')}>
        {(control) => <Input {...control} required maxLength={60} {...text('name')} />}
      </Field>
      <Field
        label={t('issuer')}
        hint={isExample ? t('issuerExample', { template }) : t('issuerHint')}
        error={errorAt('/issuer')}
        className="sm:col-span-2"
      >
        {(control) => (
          <Input
            {...control}
            type="url"
            required
            maxLength={500}
            className="font-mono text-xs"
            spellCheck={false}
            placeholder={isExample ? template : 'https://'}
            {...text('issuer')}
          />
        )}
      </Field>
      <Field label={t('clientId')} error={errorAt('/clientId')}>
        {(control) => (
          <Input
            {...control}
            required
            maxLength={500}
            autoComplete="off"
            spellCheck={false}
            className="font-mono text-xs"
            {...text('clientId')}
          />
        )}
      </Field>
      <Field
        label={t('clientSecret')}
        hint={t(isNew ? 'secretHint' : 'secretKept')}
        error={errorAt('/clientSecret')}
      >
        {(control) => (
          <Input
            {...control}
            type="password"
            required={isNew}
            maxLength={4000}
            autoComplete="new-password"
            className="font-mono text-xs"
            {...text('clientSecret')}
          />
        )}
      </Field>
      <Field
        label={t('scopes')}
        hint={t('scopesHint')}
        error={errorAt('/scopes')}
        className="sm:col-span-2"
      >
        {(control) => (
          <Input
            {...control}
            required
            spellCheck={false}
            className="font-mono text-xs"
            {...text('scopes')}
          />
        )}
      </Field>
    </div>
  )
}

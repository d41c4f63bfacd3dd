'use client'
import type { Workspace } from '@skyclust/api-client'
import { type SyntheticEvent, useMemo, useState } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { LOCALES } from '@/lib/locale.ts'
import { useRights } from '@/lib/permissions.ts'
import { Field, Input, Select } from '../ui/field.tsx'
import { Card } from '../ui/surface.tsx'
import { SaveBar } from './save-bar.tsx'
import { useSaveSettings } from './use-settings.ts'

const LANGUAGES = { ko: '한국어', en: 'English' } as const

/** Name, currency, time zone and language. */
export function GeneralForm({ workspace }: { readonly workspace: Workspace }) {
  const t = useTranslations('settings')
  const reader = useLocale()
  const mayChange = useRights().may('workspace:update')
  const { settings } = workspace
  const [name, setName] = useState(workspace.name)
  const [form, setForm] = useState({
    currency: settings.currency,
    timeZone: settings.timeZone,
    locale: settings.locale,
  })
  const change = (part: Partial<typeof form>) => setForm((before) => ({ ...before, ...part }))
  const { base, saved, errorAt } = useSaveSettings(workspace)
  const currencies = useMemo(() => currenciesIn(reader), [reader])
  const zones = useMemo(() => zonesWith(settings.timeZone), [settings.timeZone])
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    saved.mutate({ name, settings: { ...base.settings, ...form } })
  }
  return (
    <Card className="p-5">
      <form onSubmit={submit} onChange={() => saved.reset()} className="grid gap-4">
        <fieldset disabled={!mayChange} className="grid gap-4 sm:grid-cols-2">
          <Field label={t('name')} error={errorAt('/name')}>
            {(control) => (
              <Input
                {...control}
                required
                maxLength={60}
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          <Field label={t('slug')} hint={t('slugHint')}>
            {(control) => (
              <Input {...control} readOnly className="font-mono text-fg-2" value={workspace.slug} />
            )}
          </Field>
          <Field
            label={t('currency')}
            hint={t('currencyHint')}
            error={errorAt('/settings/currency')}
          >
            {(control) => (
              <Select
                {...control}
                value={form.currency}
                onChange={(event) => change({ currency: event.target.value })}
              >
                {currencies.map(([code, label]) => (
                  <option key={code} value={code}>
                    {label}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field
            label={t('timeZone')}
            hint={t('timeZoneHint')}
            error={errorAt('/settings/timeZone')}
          >
            {(control) => (
              <Select
                {...control}
                value={form.timeZone}
                onChange={(event) => change({ timeZone: event.target.value })}
              >
                {zones.map((zone) => (
                  <option key={zone} value={zone}>
                    {zone}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label={t('locale')} hint={t('localeHint')} error={errorAt('/settings/locale')}>
            {(control) => (
              <Select
                {...control}
                value={form.locale}
                onChange={(event) => {
                  const locale = LOCALES.find((each) => each === event.target.value)
                  if (locale) change({ locale })
                }}
              >
                {LOCALES.map((locale) => (
                  <option key={locale} value={locale} lang={locale}>
                    {LANGUAGES[locale]}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </fieldset>
        <SaveBar error={saved.error} busy={saved.isPending} done={saved.isSuccess} />
      </form>
    </Card>
  )
}

/** Codes with their names, e.g. `USD – US Dollar`. */
function currenciesIn(locale: string): readonly (readonly [string, string])[] {
  const names = new Intl.DisplayNames(locale, { type: 'currency' })
  return Intl.supportedValuesOf('currency').map((code) => [
    code,
    `${code} – ${names.of(code) ?? code}`,
  ])
}

/** Browsers leave UTC out of the list, and may not know what was chosen elsewhere. */
function zonesWith(chosen: string): readonly string[] {
  return [...new Set(['UTC', chosen, ...Intl.supportedValuesOf('timeZone')])]
}

'use client'
import type { Catalog, Location } from '@skyclust/api-client'
import { useTranslations } from 'use-intl'
import { Field, Input, Select } from '../ui/field.tsx'
import { isZone } from './defaults.ts'
import type { Draft, Resolved } from './draft.ts'
import { Section } from './section.tsx'

/** Name, place and version. */
export function BasicsSection({
  draft,
  locations,
  versions,
  onChange,
  errorAt,
}: {
  readonly draft: Resolved
  readonly locations: readonly Location[]
  readonly versions: Catalog['versions']
  readonly onChange: (part: Partial<Draft>) => void
  readonly errorAt: (pointer: string) => string | undefined
}) {
  const t = useTranslations('create')
  const regions = locations.filter(({ name }) => !isZone(name))
  const zones = locations.filter(({ name }) => isZone(name) && name.startsWith(`${draft.region}-`))
  const usual = versions.find((version) => version.default)
  return (
    <Section title={t('basics')} note={t('fixedNamePlace')}>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label={t('name')} hint={t('nameHint')} error={errorAt('/name')} pointer="/name">
          {(control) => (
            <Input
              {...control}
              className="font-mono"
              maxLength={40}
              spellCheck={false}
              autoComplete="off"
              value={draft.name}
              onChange={(event) => onChange({ name: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('version')} error={errorAt('/version')} pointer="/version">
          {(control) => (
            <Select
              {...control}
              value={draft.version}
              onChange={(event) => onChange({ version: event.target.value })}
            >
              <option value="">
                {usual ? t('defaultVersion', { version: usual.version }) : t('cloudDefault')}
              </option>
              {versions.map(({ version, support }) => (
                <option key={version} value={version}>
                  {support === 'extended' ? t('extendedVersion', { version }) : version}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t('region')} error={errorAt('/location')} pointer="/location">
          {(control) => (
            <Select
              {...control}
              value={draft.region}
              onChange={(event) => onChange({ region: event.target.value, zone: undefined })}
            >
              {regions.map(({ name, displayName }) => (
                <option key={name} value={name}>
                  {displayName.includes(name) ? displayName : `${displayName} (${name})`}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {draft.provider === 'gcp' && !draft.autopilot && (
          <Field label={t('availability')} hint={t('availabilityHint')}>
            {(control) => (
              <Select
                {...control}
                value={draft.zone}
                onChange={(event) => onChange({ zone: event.target.value })}
              >
                <option value="">{t('regional')}</option>
                {zones.map(({ name }) => (
                  <option key={name} value={name}>
                    {t('zonal', { zone: name })}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
      </div>
    </Section>
  )
}

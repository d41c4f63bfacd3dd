'use client'
import { useTranslations } from 'use-intl'
import { Checkbox, Field, Select } from '../ui/field.tsx'
import type { Draft, Resolved } from './draft.ts'
import { Section } from './section.tsx'

const TIERS = ['Free', 'Standard', 'Premium'] as const
const CHANNELS = ['RAPID', 'REGULAR', 'STABLE'] as const

/** What only one cloud has. */
export function OptionsSection({
  draft,
  onChange,
  errorAt,
}: {
  readonly draft: Resolved
  readonly onChange: (part: Partial<Draft>) => void
  readonly errorAt: (pointer: string) => string | undefined
}) {
  const t = useTranslations('create')
  switch (draft.provider) {
    case 'aws':
      return (
        <Section title={t('options')}>
          <Checkbox
            label={t('extendedSupport')}
            hint={t('extendedSupportHint')}
            checked={draft.supportType === 'EXTENDED'}
            onChange={(event) =>
              onChange({ supportType: event.target.checked ? 'EXTENDED' : 'STANDARD' })
            }
          />
        </Section>
      )
    case 'gcp':
      return (
        <Section title={t('options')}>
          <Checkbox
            label={t('autopilot')}
            hint={t('autopilotHint')}
            checked={draft.autopilot}
            onChange={(event) => onChange({ autopilot: event.target.checked })}
          />
          <Field
            label={t('releaseChannel')}
            error={errorAt('/gcp/releaseChannel')}
            pointer="/gcp/releaseChannel"
            className="max-w-sm"
          >
            {(control) => (
              <Select
                {...control}
                value={draft.releaseChannel}
                onChange={(event) => {
                  const channel = CHANNELS.find((each) => each === event.target.value)
                  if (channel) onChange({ releaseChannel: channel })
                }}
              >
                {CHANNELS.map((channel) => (
                  <option key={channel} value={channel}>
                    {t(`channel.${channel}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </Section>
      )
    case 'azure':
      return (
        <Section title={t('options')}>
          <Field
            label={t('tier')}
            hint={t('tierHint')}
            error={errorAt('/azure/tier')}
            pointer="/azure/tier"
            className="max-w-sm"
          >
            {(control) => (
              <Select
                {...control}
                value={draft.tier}
                onChange={(event) => {
                  const tier = TIERS.find((each) => each === event.target.value)
                  if (tier) onChange({ tier })
                }}
              >
                {TIERS.map((tier) => (
                  <option key={tier} value={tier}>
                    {tier}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </Section>
      )
  }
}

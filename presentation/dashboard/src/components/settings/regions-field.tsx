'use client'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { useRights } from '@/lib/permissions.ts'
import { credentialsQuery, locationsQuery } from '@/lib/queries.ts'
import { useRoute } from '@/lib/route.ts'
import type { Provider } from '../status.tsx'
import { Field, Select, Textarea } from '../ui/field.tsx'

/** The regions named in a text, apart by spaces, commas or lines. */
export function regionsOf(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter(Boolean))]
}

/** Regions by name; those that an account of the workspace knows can be picked. */
export function RegionsField({
  provider,
  label,
  text,
  error,
  onChange,
}: {
  readonly provider: Provider
  readonly label: string
  readonly text: string
  readonly error: string | undefined
  readonly onChange: (text: string) => void
}) {
  const t = useTranslations('settings')
  const { ws } = useRoute()
  const mayRead = useRights().may('credential:read')
  const credentials = useQuery({ ...credentialsQuery(ws), enabled: mayRead })
  const account = credentials.data?.find((credential) => credential.provider === provider)?.id ?? ''
  const locations = useQuery(locationsQuery(ws, account))
  const chosen = regionsOf(text)
  const known = locations.data ?? []
  const strange =
    known.length === 0
      ? []
      : chosen.filter((region) => !known.some((location) => location.name === region))
  return (
    <div className="grid gap-2">
      <Field
        label={label}
        hint={
          strange.length === 0
            ? t('regionsHint')
            : t('regionsStrange', { names: strange.join(', ') })
        }
        error={error}
      >
        {(control) => (
          <Textarea
            {...control}
            rows={Math.min(8, Math.max(2, text.split('\n').length))}
            spellCheck={false}
            autoCapitalize="none"
            placeholder={t('allRegions')}
            value={text}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </Field>
      {known.length > 0 && (
        <Select
          aria-label={t('addRegionTo', { label })}
          value=""
          onChange={(event) => onChange([...chosen, event.target.value].join('\n'))}
        >
          <option value="" disabled>
            {t('addRegion')}
          </option>
          {known
            .filter(({ name }) => !chosen.includes(name))
            .map(({ name, displayName }) => (
              <option key={name} value={name}>
                {displayName.includes(name) ? displayName : `${displayName} (${name})`}
              </option>
            ))}
        </Select>
      )}
    </div>
  )
}

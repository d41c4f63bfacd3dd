'use client'
import type { Workspace } from '@skyclust/api-client'
import { type SyntheticEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useRights } from '@/lib/permissions.ts'
import { type Provider, PROVIDER_NAMES, PROVIDERS, ProviderTag } from '../status.tsx'
import { Checkbox } from '../ui/field.tsx'
import { Card } from '../ui/surface.tsx'
import { RegionsField, regionsOf } from './regions-field.tsx'
import { SaveBar } from './save-bar.tsx'
import { type Settings, useSaveSettings } from './use-settings.ts'

/** In which clouds, and where in them, anything may be made. */
export function CloudsForm({ workspace }: { readonly workspace: Workspace }) {
  const t = useTranslations('settings')
  const mayChange = useRights().may('workspace:update')
  const { settings } = workspace
  const [allowed, setAllowed] = useState<ReadonlySet<Provider>>(
    new Set(settings.allowedProviders ?? PROVIDERS),
  )
  const [regions, setRegions] = useState<Readonly<Record<Provider, string>>>(() => ({
    aws: textOf(settings, 'aws'),
    gcp: textOf(settings, 'gcp'),
    azure: textOf(settings, 'azure'),
  }))
  const { base, saved, errorAt } = useSaveSettings(workspace)
  const toggle = (provider: Provider) => {
    const next = new Set(allowed)
    if (!next.delete(provider)) next.add(provider)
    setAllowed(next)
  }
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    saved.mutate({ settings: withClouds(base.settings, allowed, regions) })
  }
  return (
    <Card className="p-5">
      <form onSubmit={submit} onChange={() => saved.reset()} className="grid gap-4">
        <p className="text-[13px] text-fg-2">{t('cloudsText')}</p>
        <fieldset disabled={!mayChange} className="grid gap-4">
          <legend className="sr-only">{t('tab.clouds')}</legend>
          {PROVIDERS.map((provider) => (
            <div key={provider} className="grid gap-3 rounded-lg border border-line p-4">
              <Checkbox
                label={<ProviderTag provider={provider} />}
                checked={allowed.has(provider)}
                // An empty list would forbid everything.
                disabled={allowed.size === 1 && allowed.has(provider)}
                onChange={() => toggle(provider)}
              />
              {allowed.has(provider) && (
                <RegionsField
                  provider={provider}
                  label={t('regionsOf', { cloud: PROVIDER_NAMES[provider] })}
                  text={regions[provider]}
                  error={errorAt(`/settings/allowedLocations/${provider}`)}
                  onChange={(text) => setRegions((before) => ({ ...before, [provider]: text }))}
                />
              )}
            </div>
          ))}
        </fieldset>
        <SaveBar error={saved.error} busy={saved.isPending} done={saved.isSuccess} />
      </form>
    </Card>
  )
}

function textOf(settings: Settings, provider: Provider): string {
  return (settings.allowedLocations?.[provider] ?? []).join('\n')
}

/** No list means no limit, for clouds as for regions. */
function withClouds(
  before: Settings,
  allowed: ReadonlySet<Provider>,
  regions: Readonly<Record<Provider, string>>,
): Settings {
  const { allowedProviders: _, allowedLocations: __, ...settings } = before
  const named = PROVIDERS.filter((provider) => regionsOf(regions[provider]).length > 0)
  return {
    ...settings,
    ...(allowed.size === PROVIDERS.length ? {} : { allowedProviders: [...allowed] }),
    ...(named.length === 0
      ? {}
      : {
          allowedLocations: Object.fromEntries(
            named.map((provider) => [provider, regionsOf(regions[provider])]),
          ),
        }),
  }
}

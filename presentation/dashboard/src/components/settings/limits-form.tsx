'use client'
import type { Workspace } from '@skyclust/api-client'
import { type SyntheticEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useRights } from '@/lib/permissions.ts'
import { Field, Input } from '../ui/field.tsx'
import { Card } from '../ui/surface.tsx'
import { SaveBar } from './save-bar.tsx'
import { type Settings, useSaveSettings } from './use-settings.ts'

const FIELDS = [
  { key: 'clusters', pointer: '/settings/quotas/clusters', min: 0, max: 100_000, step: 1 },
  { key: 'nodes', pointer: '/settings/quotas/nodes', min: 0, max: 1_000_000, step: 1 },
  {
    key: 'monthlySpendUsd',
    pointer: '/settings/quotas/monthlySpendUsd',
    min: 0,
    max: 1_000_000_000,
    step: 'any',
  },
  {
    key: 'auditRetentionDays',
    pointer: '/settings/auditRetentionDays',
    min: 30,
    max: 3650,
    step: 1,
  },
] as const
type Key = (typeof FIELDS)[number]['key']
type Limits = Readonly<Record<Key, string>>

/** How much may be made and spent, and how long the audit log is kept; empty is no limit. */
export function LimitsForm({ workspace }: { readonly workspace: Workspace }) {
  const t = useTranslations('settings')
  const mayChange = useRights().may('workspace:update')
  const [limits, setLimits] = useState(() => limitsOf(workspace.settings))
  const { base, saved, errorAt } = useSaveSettings(workspace)
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    saved.mutate({ settings: withLimits(base.settings, limits) })
  }
  return (
    <Card className="p-5">
      <form onSubmit={submit} onChange={() => saved.reset()} className="grid gap-4">
        <p className="text-[13px] text-fg-2">{t('limitsText')}</p>
        <fieldset disabled={!mayChange} className="grid gap-4 sm:grid-cols-2">
          <legend className="sr-only">{t('tab.limits')}</legend>
          {FIELDS.map(({ key, pointer, min, max, step }) => (
            <Field
              key={key}
              label={t(`limit.${key}`)}
              hint={t(`limitHint.${key}`)}
              error={errorAt(pointer)}
            >
              {(control) => (
                <Input
                  {...control}
                  type="number"
                  inputMode="decimal"
                  min={min}
                  max={max}
                  step={step}
                  placeholder={t(key === 'auditRetentionDays' ? 'forever' : 'noLimit')}
                  value={limits[key]}
                  onChange={(event) =>
                    setLimits((before) => ({ ...before, [key]: event.target.value }))
                  }
                />
              )}
            </Field>
          ))}
        </fieldset>
        <SaveBar error={saved.error} busy={saved.isPending} done={saved.isSuccess} />
      </form>
    </Card>
  )
}

function textOf(value: number | undefined): string {
  return value === undefined ? '' : String(value)
}

function limitsOf({ quotas, auditRetentionDays }: Settings): Limits {
  return {
    clusters: textOf(quotas.clusters),
    nodes: textOf(quotas.nodes),
    monthlySpendUsd: textOf(quotas.monthlySpendUsd),
    auditRetentionDays: textOf(auditRetentionDays),
  }
}

function withLimits(before: Settings, limits: Limits): Settings {
  const { auditRetentionDays: _, ...settings } = before
  const limit = <K extends Key>(key: K): { readonly [k in K]?: number } =>
    limits[key].trim() === '' ? {} : ({ [key]: Number(limits[key]) } as { [k in K]: number })
  return {
    ...settings,
    quotas: { ...limit('clusters'), ...limit('nodes'), ...limit('monthlySpendUsd') },
    ...limit('auditRetentionDays'),
  }
}

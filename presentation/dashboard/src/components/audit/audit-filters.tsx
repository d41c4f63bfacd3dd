'use client'
import type { AuditStatistics } from '@skyclust/api-client'
import { X } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { AUDIT_RESULTS } from '@/lib/audit.ts'
import { PERIODS } from '@/lib/audit-period.ts'
import { Button } from '../ui/button.tsx'
import { Field, Input, Select } from '../ui/field.tsx'
import { useActionName, useTargetKind } from './audit-names.tsx'
import { type AuditFilter, type FilterPart, USUAL_PERIOD } from './use-audit-filter.ts'

const TARGET_KINDS = [
  'cluster',
  'node-pool',
  'network',
  'credential',
  'member',
  'invitation',
  'role',
  'service-account',
  'api-key',
  'oidc-provider',
  'domain',
  'workspace',
  'user',
  'session',
  'external-identity',
  'passkey',
  'audit-log',
] as const

type Option = readonly [value: string, label: string]

/** Narrows the log; everything is in the URL, so that a view can be handed on. */
export function AuditFilters({
  filter,
  choices,
}: {
  readonly filter: AuditFilter
  readonly choices: AuditStatistics | undefined
}) {
  const t = useTranslations('audit')
  const nameOf = useActionName()
  const kindOf = useTargetKind()
  const actions = choices?.byAction.map(({ action }): Option => [action, nameOf(action)]) ?? []
  const actors =
    choices?.byActor.flatMap(({ actorId, name }): Option[] =>
      actorId === null ? [] : [[actorId, name]],
    ) ?? []
  return (
    <div role="search" aria-label={t('filter')} className="grid gap-2 pb-3">
      <div className="grid grid-cols-2 gap-2 md:grid-cols-3 xl:grid-cols-6">
        <Field label={t('search')} className="max-md:col-span-2">
          {(control) => (
            <Input
              {...control}
              type="search"
              maxLength={200}
              placeholder={t('searchHint')}
              value={filter.texts.q}
              onChange={(event) => filter.set('q', event.target.value)}
            />
          )}
        </Field>
        <PeriodSelect filter={filter} />
        <Choice
          filter={filter}
          part="result"
          label={t('resultColumn')}
          options={AUDIT_RESULTS.map((result) => [result, t(`result.${result}`)])}
        />
        <Choice filter={filter} part="actor" label={t('actor')} options={actors} />
        <Choice filter={filter} part="action" label={t('actionColumn')} options={actions} />
        <Choice
          filter={filter}
          part="kind"
          label={t('targetKind')}
          options={TARGET_KINDS.map((kind) => [kind, kindOf(kind)])}
        />
      </div>
      <CustomSpan filter={filter} />
      <Chips filter={filter} />
    </div>
  )
}

function Choice({
  filter,
  part,
  label,
  options,
}: {
  readonly filter: AuditFilter
  readonly part: FilterPart
  readonly label: string
  readonly options: readonly Option[]
}) {
  const t = useTranslations('common')
  const value = filter.texts[part]
  const isListed = value === '' || options.some(([each]) => each === value)
  return (
    <Field label={label}>
      {(control) => (
        <Select
          {...control}
          value={value}
          onChange={(event) => filter.set(part, event.target.value)}
        >
          <option value="">{t('all')}</option>
          {!isListed && <option value={value}>{value}</option>}
          {options.map(([each, name]) => (
            <option key={each} value={each}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}

function PeriodSelect({ filter }: { readonly filter: AuditFilter }) {
  const t = useTranslations('audit')
  const { period } = filter.texts
  const value = period.includes('~') ? 'custom' : period === '' ? USUAL_PERIOD : period
  const choose = (next: string) =>
    filter.set('period', next === 'custom' ? '~' : next === USUAL_PERIOD ? '' : next)
  return (
    <Field label={t('period')}>
      {(control) => (
        <Select {...control} value={value} onChange={(event) => choose(event.target.value)}>
          {PERIODS.map((each) => (
            <option key={each} value={each}>
              {t(`periods.${each}`)}
            </option>
          ))}
          <option value="all">{t('periods.all')}</option>
          <option value="custom">{t('periods.custom')}</option>
        </Select>
      )}
    </Field>
  )
}

function CustomSpan({ filter }: { readonly filter: AuditFilter }) {
  const t = useTranslations('audit')
  const { period } = filter.texts
  if (!period.includes('~')) return null
  const [from = '', to = ''] = period.split('~')
  const sides = [
    ['from', from, (text: string) => `${text}~${to}`],
    ['to', to, (text: string) => `${from}~${text}`],
  ] as const
  return (
    <div className="grid max-w-xl gap-2 sm:grid-cols-2">
      {sides.map(([side, value, joined]) => (
        <Field key={side} label={t(side)}>
          {(control) => (
            <Input
              {...control}
              type="datetime-local"
              value={value}
              onChange={(event) => filter.set('period', joined(event.target.value))}
            />
          )}
        </Field>
      ))}
    </div>
  )
}

/** What was chosen from an entry, and the way back to everything. */
function Chips({ filter }: { readonly filter: AuditFilter }) {
  const t = useTranslations('audit')
  const chips = (['target', 'request'] as const).filter((part) => filter.texts[part] !== '')
  if (!filter.isNarrowed) return null
  return (
    <div className="flex flex-wrap items-center gap-2">
      {chips.map((part) => (
        <Button
          key={part}
          size="sm"
          onClick={() => filter.set(part, '')}
          aria-label={`${t('remove')}: ${t(`chip.${part}`)} ${filter.texts[part]}`}
        >
          <span className="text-fg-3">{t(`chip.${part}`)}</span>
          <span className="max-w-60 truncate font-mono text-xs">{filter.texts[part]}</span>
          <X className="size-3.5" aria-hidden />
        </Button>
      ))}
      <Button size="sm" variant="ghost" onClick={filter.clear}>
        {t('clear')}
      </Button>
    </div>
  )
}

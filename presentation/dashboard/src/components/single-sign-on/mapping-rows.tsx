'use client'
import { Plus, X } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { RoleSelect } from '../members/role-select.tsx'
import { Button } from '../ui/button.tsx'
import { Field, Input } from '../ui/field.tsx'
import type { Mapping } from './draft.ts'

/** Rules from what the provider says of somebody to a role; the first that fits counts. */
export function MappingRows({
  mappings,
  claim,
  onChange,
  errorAt,
}: {
  readonly mappings: readonly Mapping[]
  /** The claim that usually carries groups there. */
  readonly claim: string
  readonly onChange: (mappings: readonly Mapping[]) => void
  readonly errorAt: (pointer: string) => string | undefined
}) {
  const t = useTranslations('sso.mapping')
  const change = (index: number, part: Partial<Mapping>) =>
    onChange(mappings.map((mapping, at) => (at === index ? { ...mapping, ...part } : mapping)))
  return (
    <fieldset className="grid gap-3">
      <legend className="text-[13px]">{t('title')}</legend>
      <p className="text-xs text-fg-3">{t('hint')}</p>
      {mappings.map((mapping, index) => (
        <div
          // Rows have no identity of their own; they are only added at the end and removed.
          key={`${index}-${mappings.length}`}
          role="group"
          aria-label={t('row', { number: String(index + 1) })}
          className="grid items-start gap-2 rounded-md border border-line p-3 sm:grid-cols-[1fr_1fr_1fr_auto]"
        >
          <Field label={t('claim')} error={errorAt(`/roleMappings/${index}/claim`)}>
            {(control) => (
              <Input
                {...control}
                required
                maxLength={200}
                className="font-mono text-xs"
                spellCheck={false}
                value={mapping.claim}
                onChange={(event) => change(index, { claim: event.target.value })}
              />
            )}
          </Field>
          <Field label={t('value')} error={errorAt(`/roleMappings/${index}/value`)}>
            {(control) => (
              <Input
                {...control}
                required
                maxLength={500}
                className="font-mono text-xs"
                spellCheck={false}
                value={mapping.value}
                onChange={(event) => change(index, { value: event.target.value })}
              />
            )}
          </Field>
          <Field label={t('role')} error={errorAt(`/roleMappings/${index}/role`)}>
            {(control) => (
              <RoleSelect
                {...control}
                value={mapping.role}
                onValue={(role) => change(index, { role })}
              />
            )}
          </Field>
          <Button
            variant="ghost"
            size="icon"
            className="sm:mt-5.5"
            aria-label={t('remove', { number: String(index + 1) })}
            onClick={() => onChange(mappings.filter((_, at) => at !== index))}
          >
            <X className="size-4" aria-hidden />
          </Button>
        </div>
      ))}
      <div>
        <Button
          size="sm"
          onClick={() => onChange([...mappings, { claim, value: '', role: 'viewer' }])}
        >
          <Plus className="size-3.5" aria-hidden />
          {t('add')}
        </Button>
      </div>
    </fieldset>
  )
}

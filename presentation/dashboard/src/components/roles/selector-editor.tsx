'use client'
import { Plus, X } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { selectorText } from '@/lib/selector.ts'
import { Button } from '../ui/button.tsx'
import { Input, Select } from '../ui/field.tsx'
import {
  EMPTY_REQUIREMENT,
  OPERATORS,
  type RequirementDraft,
  selectorOf,
  takesValues,
} from './role-draft.ts'

/** Requirements on labels, all of which must hold, with the selector they make. */
export function SelectorEditor({
  requirements,
  onChange,
}: {
  readonly requirements: readonly RequirementDraft[]
  readonly onChange: (requirements: readonly RequirementDraft[]) => void
}) {
  const t = useTranslations('roles')
  const selector = selectorOf(requirements)
  const change = (index: number, part: Partial<RequirementDraft>) =>
    onChange(requirements.map((each, at) => (at === index ? { ...each, ...part } : each)))
  return (
    <div className="grid gap-2">
      <p className="text-[13px]">{t('labels')}</p>
      {requirements.map((requirement, index) => (
        <div
          // Requirements have no names; they are told apart by where they stand.
          key={index}
          role="group"
          aria-label={t('requirement', { number: index + 1 })}
          className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto] gap-2 sm:grid-cols-[minmax(0,1fr)_9rem_minmax(0,1fr)_auto]"
        >
          <Input
            aria-label={t('labelKey')}
            placeholder="env"
            className="font-mono"
            required
            maxLength={63}
            spellCheck={false}
            autoCapitalize="none"
            value={requirement.key}
            onChange={(event) => change(index, { key: event.target.value })}
          />
          <Select
            aria-label={t('operator')}
            value={requirement.operator}
            onChange={(event) => {
              const operator = OPERATORS.find((each) => each === event.target.value)
              if (operator) change(index, { operator })
            }}
          >
            {OPERATORS.map((operator) => (
              <option key={operator} value={operator}>
                {t(`operators.${operator}`)}
              </option>
            ))}
          </Select>
          <Input
            aria-label={t('labelValues')}
            placeholder={requirement.operator === '=' ? 'dev' : 'dev, test'}
            className="font-mono max-sm:col-span-2 max-sm:col-start-1 max-sm:row-start-2"
            disabled={!takesValues(requirement.operator)}
            maxLength={500}
            spellCheck={false}
            autoCapitalize="none"
            value={takesValues(requirement.operator) ? requirement.values : ''}
            onChange={(event) => change(index, { values: event.target.value })}
          />
          <Button
            size="icon"
            variant="ghost"
            disabled={requirements.length === 1}
            aria-label={t('removeRequirement', { number: index + 1 })}
            onClick={() => onChange(requirements.filter((_, at) => at !== index))}
          >
            <X className="size-4" aria-hidden />
          </Button>
        </div>
      ))}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button
          size="sm"
          variant="ghost"
          onClick={() => onChange([...requirements, EMPTY_REQUIREMENT])}
        >
          <Plus className="size-3.5" aria-hidden />
          {t('addRequirement')}
        </Button>
        {selector && (
          <code className="font-mono text-xs break-all text-fg-2">{selectorText(selector)}</code>
        )}
      </div>
    </div>
  )
}

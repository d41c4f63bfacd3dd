'use client'
import type { Catalog } from '@skyclust/api-client'
import { type KeyboardEvent, useId, useState } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { cn } from '@/lib/cn.ts'
import { formatUsd } from '@/lib/format.ts'
import { Field, Input } from '../ui/field.tsx'

const HOURS = 730
const SHOWN = 60

type MachineType = Catalog['machineTypes'][number]

/** Machine types with size and price, found by typing; a name that is not listed may be entered as well. */
export function MachineTypeField({
  types,
  value,
  onChange,
  error,
  pointer,
}: {
  readonly types: readonly MachineType[]
  readonly value: string
  readonly onChange: (name: string) => void
  readonly error: string | undefined
  readonly pointer: string
}) {
  const t = useTranslations('create')
  const locale = useLocale()
  const list = useId()
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState<string>()
  const [active, setActive] = useState(0)
  const words = (typed ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  const found = types
    .filter((type) => words.every((word) => describe(type).toLowerCase().includes(word)))
    .toSorted((a, b) => Number(a.usdPerHour ?? Infinity) - Number(b.usdPerHour ?? Infinity))
    .slice(0, SHOWN)
  const chosen = types.find(({ name }) => name === value)
  const show = () => {
    setOpen(true)
    setTyped(undefined)
    setActive(0)
  }
  const choose = (name: string) => {
    onChange(name)
    setOpen(false)
    setTyped(undefined)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      if (!open) return show()
      const next = (active + step + found.length) % Math.max(1, found.length)
      setActive(next)
      document.getElementById(`${list}-${next}`)?.scrollIntoView({ block: 'nearest' })
    } else if (event.key === 'Enter' && open) {
      event.preventDefault()
      const type = found[active]
      if (type) choose(type.name)
    } else if (event.key === 'Escape' && open) {
      event.stopPropagation()
      setOpen(false)
    }
  }
  return (
    <Field
      label={t('machineType')}
      error={error}
      hint={chosen && sizeOf(chosen, t('perMonthShort'), locale)}
      pointer={pointer}
    >
      {(control) => (
        <div className="relative">
          <Input
            {...control}
            role="combobox"
            aria-expanded={open}
            aria-controls={list}
            aria-autocomplete="list"
            aria-activedescendant={open && found.length > 0 ? `${list}-${active}` : undefined}
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
            value={typed ?? value}
            onFocus={(event) => {
              show()
              event.target.select()
            }}
            onBlur={() => setOpen(false)}
            onChange={(event) => {
              setTyped(event.target.value)
              setActive(0)
              setOpen(true)
              onChange(event.target.value.trim())
            }}
            onKeyDown={onKeyDown}
          />
          <ul
            id={list}
            role="listbox"
            aria-label={t('machineType')}
            hidden={!open || found.length === 0}
            className="absolute top-full left-0 z-20 mt-1 max-h-72 w-max max-w-[calc(100vw-4rem)] min-w-full overflow-y-auto rounded-lg border border-line bg-bg p-1 shadow-lg"
          >
            {found.map((type, index) => (
              <li
                key={type.name}
                id={`${list}-${index}`}
                role="option"
                aria-selected={type.name === value}
                onPointerDown={(event) => {
                  event.preventDefault()
                  choose(type.name)
                }}
                className={cn(
                  'flex items-baseline gap-3 rounded-md px-2 py-1.5 text-xs hover:bg-hover',
                  index === active && 'bg-hover',
                )}
              >
                <span className="font-mono whitespace-nowrap">{type.name}</span>
                <span className="ml-auto whitespace-nowrap text-fg-2">
                  {sizeOf(type, t('perMonthShort'), locale)}
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Field>
  )
}

function describe({ name, vcpu, memoryGiB, architecture }: MachineType): string {
  return `${name} ${vcpu}vcpu ${memoryGiB}gib ${architecture}`
}

function sizeOf(type: MachineType, perMonth: string, locale: string): string {
  const { vcpu, memoryGiB, architecture, usdPerHour } = type
  return [
    `${vcpu} vCPU`,
    `${memoryGiB} GiB`,
    ...(architecture === 'arm64' ? ['arm64'] : []),
    ...(usdPerHour === undefined
      ? []
      : [`${formatUsd(Number(usdPerHour) * HOURS, locale, 0)}${perMonth}`]),
  ].join(' · ')
}

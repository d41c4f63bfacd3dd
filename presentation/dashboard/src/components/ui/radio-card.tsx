'use client'
import type { ReactNode } from 'react'
import { cn } from '@/lib/cn.ts'

export interface RadioOption<V extends string> {
  readonly value: V
  readonly label: ReactNode
  readonly hint?: ReactNode
  readonly disabled?: boolean
}

/** A choice of one as cards; arrow keys move, as in any radio group. */
export function RadioCards<V extends string>({
  legend,
  name,
  value,
  options,
  onChange,
  hideLegend = false,
  className,
  pointer,
}: {
  readonly legend: string
  readonly name: string
  readonly value: V | undefined
  readonly options: readonly RadioOption<V>[]
  readonly onChange: (value: V) => void
  readonly hideLegend?: boolean
  readonly className?: string
  readonly pointer?: string
}) {
  return (
    <fieldset data-pointer={pointer}>
      <legend className={hideLegend ? 'sr-only' : 'pb-1 text-[13px]'}>{legend}</legend>
      <div className={cn('grid gap-2', className)}>
        {options.map((option) => (
          <label
            key={option.value}
            className={cn(
              'flex items-start gap-2.5 rounded-md border px-3 py-2.5 text-[13px] has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
              option.value === value ? 'border-fg' : 'border-line-2 hover:bg-hover',
              option.disabled === true && 'opacity-50',
            )}
          >
            <input
              type="radio"
              name={name}
              className="mt-0.5 size-3.5 accent-(--primary) outline-none"
              checked={option.value === value}
              disabled={option.disabled}
              onChange={() => onChange(option.value)}
            />
            <span className="min-w-0">
              {option.label}
              {option.hint !== undefined && (
                <span className="mt-0.5 block text-xs text-fg-3">{option.hint}</span>
              )}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

'use client'
import { useId } from 'react'
import { cn } from '@/lib/cn.ts'
import { CopyButton } from './copy-button.tsx'
import { Input } from './field.tsx'

/** Text to take along: selected on focus, and copied by the button where the browser lets pages do that. */
export function CopyField({
  label,
  text,
  className,
}: {
  readonly label: string
  readonly text: string
  readonly className?: string
}) {
  const id = useId()
  return (
    <div className={cn('grid gap-1', className)}>
      <label htmlFor={id} className="text-[13px]">
        {label}
      </label>
      <div className="flex items-center gap-1">
        <Input
          id={id}
          readOnly
          className="font-mono text-xs"
          value={text}
          onFocus={(event) => event.target.select()}
        />
        <CopyButton text={text} label={label} />
      </div>
    </div>
  )
}

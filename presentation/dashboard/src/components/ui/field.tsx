'use client'
import { ChevronDown, CircleAlert } from 'lucide-react'
import { type ComponentProps, type ReactNode, useId } from 'react'
import { cn } from '@/lib/cn.ts'

const CONTROL =
  'w-full min-w-0 rounded-md border border-line-2 bg-bg px-2.5 text-[13px] placeholder:text-fg-3 aria-invalid:border-bad disabled:opacity-50'

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input className={cn(CONTROL, 'h-8', className)} {...rest} />
}

export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea className={cn(CONTROL, 'py-1.5 font-mono leading-5', className)} {...rest} />
}

/** The browser's own list box: best on phones, with screen readers and keyboards. */
export function Select({ className, ...rest }: ComponentProps<'select'>) {
  return (
    <span className="relative block">
      <select className={cn(CONTROL, 'h-8 appearance-none pr-8', className)} {...rest} />
      <ChevronDown
        className="pointer-events-none absolute top-2.5 right-2.5 size-3.5 text-fg-3"
        aria-hidden
      />
    </span>
  )
}

export interface ControlProps {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': boolean | undefined
}

/** Label, control, hint and error, tied together. `pointer` lets findings jump to the control. */
export function Field({
  label,
  hint,
  error,
  pointer,
  className,
  children,
}: {
  readonly label: ReactNode
  readonly hint?: ReactNode
  readonly error?: string | undefined
  readonly pointer?: string
  readonly className?: string
  readonly children: (props: ControlProps) => ReactNode
}) {
  const id = useId()
  const note = `${id}-note`
  const hasNote = error !== undefined || hint !== undefined
  return (
    <div className={cn('grid content-start gap-1', className)} data-pointer={pointer}>
      <label htmlFor={id} className="text-[13px]">
        {label}
      </label>
      {children({
        id,
        'aria-describedby': hasNote ? note : undefined,
        'aria-invalid': error === undefined ? undefined : true,
      })}
      {hasNote && (
        <p id={note} className={cn('text-xs', error === undefined ? 'text-fg-3' : 'text-bad')}>
          {error === undefined ? hint : <FieldError>{error}</FieldError>}
        </p>
      )}
    </div>
  )
}

function FieldError({ children }: { readonly children: string }) {
  return (
    <span className="inline-flex items-start gap-1">
      <CircleAlert className="mt-0.5 size-3 shrink-0" aria-hidden />
      {children}
    </span>
  )
}

export function Checkbox({
  label,
  hint,
  ...rest
}: ComponentProps<'input'> & { readonly label: ReactNode; readonly hint?: ReactNode }) {
  return (
    <label className="flex items-start gap-2 text-[13px]">
      <input type="checkbox" className="mt-0.5 size-4 accent-(--primary)" {...rest} />
      <span>
        {label}
        {hint !== undefined && <span className="block text-xs text-fg-3">{hint}</span>}
      </span>
    </label>
  )
}

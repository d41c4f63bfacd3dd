import { LoaderCircle } from 'lucide-react'
import Link from 'next/link'
import type { ComponentProps } from 'react'
import { cn } from '@/lib/cn.ts'
import { Tip } from './tip.tsx'

const VARIANTS = {
  primary: 'bg-primary text-on-primary hover:opacity-90',
  outline: 'border border-line-2 bg-bg hover:bg-hover',
  ghost: 'text-fg-2 hover:bg-hover hover:text-fg',
  danger: 'border border-bad text-bad hover:bg-bad-bg',
} as const
const SIZES = { md: 'h-8 px-3', sm: 'h-7 px-2', icon: 'size-8 shrink-0' } as const

interface Look {
  readonly variant?: keyof typeof VARIANTS
  readonly size?: keyof typeof SIZES
}

function look({ variant = 'outline', size = 'md' }: Look): string {
  return cn(
    'inline-flex items-center justify-center gap-1.5 rounded-md text-[13px] font-medium whitespace-nowrap transition-colors select-none disabled:pointer-events-none disabled:opacity-50 aria-disabled:cursor-not-allowed aria-disabled:opacity-50',
    VARIANTS[variant],
    SIZES[size],
  )
}

/** Why it cannot be used; undefined = it can. The words are shown on hovering and on focus. */
interface Deniable {
  readonly denied?: string | undefined
}

type ButtonProps = ComponentProps<'button'> & Look & Deniable & { readonly busy?: boolean }

export function Button({ className, variant, size, busy, denied, children, ...rest }: ButtonProps) {
  if (denied !== undefined) {
    // Still focusable, so that who goes by keyboard learns the reason, too.
    const { 'aria-label': label } = rest
    return (
      <Tip text={denied}>
        {(id) => (
          <button
            type="button"
            aria-disabled
            aria-describedby={id}
            aria-label={label}
            className={cn(look({ variant, size }), className)}
          >
            {children}
          </button>
        )}
      </Tip>
    )
  }
  return (
    <button
      type="button"
      aria-busy={busy}
      disabled={busy}
      {...rest}
      className={cn(look({ variant, size }), className)}
    >
      {busy && <LoaderCircle className="size-3.5 animate-spin" aria-hidden />}
      {children}
    </button>
  )
}

/** A link that looks like a button. */
export function ButtonLink({
  className,
  variant,
  size,
  denied,
  ...rest
}: ComponentProps<typeof Link> & Look & Deniable) {
  if (denied !== undefined)
    return (
      <Button className={className} variant={variant} size={size} denied={denied}>
        {rest.children}
      </Button>
    )
  return <Link {...rest} className={cn(look({ variant, size }), className)} />
}

import type { ComponentProps, ReactNode } from 'react'
import { cn } from '@/lib/cn.ts'

export function Card({ className, ...rest }: ComponentProps<'section'>) {
  return <section className={cn('rounded-lg border border-line bg-bg', className)} {...rest} />
}

/** Card with a heading; the heading names the region. */
export function TitledCard({
  title,
  action,
  className,
  children,
}: {
  readonly title: ReactNode
  readonly action?: ReactNode
  readonly className?: string
  readonly children: ReactNode
}) {
  return (
    <Card className={cn('p-4', className)}>
      <div className="flex flex-wrap items-center justify-between gap-2 pb-2.5">
        <h2 className="text-[13px] font-medium">{title}</h2>
        {action}
      </div>
      {children}
    </Card>
  )
}

export function PageHeader({
  title,
  description,
  children,
}: {
  readonly title: ReactNode
  readonly description?: ReactNode
  readonly children?: ReactNode
}) {
  return (
    <div className="flex flex-wrap items-end justify-between gap-3 pb-4">
      <div className="min-w-0">
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        {description !== undefined && <p className="mt-0.5 text-[13px] text-fg-2">{description}</p>}
      </div>
      {children !== undefined && <div className="flex flex-wrap gap-2">{children}</div>}
    </div>
  )
}

export function EmptyState({
  icon,
  title,
  children,
}: {
  readonly icon: ReactNode
  readonly title: string
  readonly children?: ReactNode
}) {
  return (
    <div className="grid justify-items-center gap-2 px-6 py-14 text-center">
      <span className="text-fg-3" aria-hidden>
        {icon}
      </span>
      <p className="font-medium">{title}</p>
      {children}
    </div>
  )
}

export function Skeleton({ className }: { readonly className?: string }) {
  return <span aria-hidden className={cn('block animate-pulse rounded-md bg-hover', className)} />
}

export function Kbd({ children }: { readonly children: ReactNode }) {
  return (
    <kbd className="rounded border border-line-2 bg-bg-2 px-1.5 font-mono text-[11px] text-fg-2">
      {children}
    </kbd>
  )
}

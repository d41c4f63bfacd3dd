'use client'
import Link from 'next/link'
import { cn } from '@/lib/cn.ts'

/** Sections of a page that have addresses of their own. */
export function LinkTabs({
  label,
  current,
  items,
}: {
  readonly label: string
  /** Address of the section that is shown. */
  readonly current: string
  readonly items: readonly { readonly href: string; readonly label: string }[]
}) {
  return (
    <nav aria-label={label} className="mb-4 flex gap-4 overflow-x-auto border-b border-line">
      {items.map((item) => (
        <Link
          key={item.href}
          href={item.href}
          aria-current={item.href === current ? 'page' : undefined}
          className={cn(
            '-mb-px flex h-9 items-center border-b-2 text-[13px] whitespace-nowrap',
            item.href === current
              ? 'border-fg font-medium'
              : 'border-transparent text-fg-2 hover:text-fg',
          )}
        >
          {item.label}
        </Link>
      ))}
    </nav>
  )
}

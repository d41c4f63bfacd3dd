'use client'
import { useEffect, useRef } from 'react'
import { cn } from '@/lib/cn.ts'

/** Views of one page by the URL's `tab`; links in behaviour, so that back goes back. */
export function Tabs<K extends string>({
  label,
  current,
  items,
  onSelect,
}: {
  readonly label: string
  readonly current: K
  readonly items: readonly { readonly key: K; readonly label: string }[]
  readonly onSelect: (key: K) => void
}) {
  const nav = useRef<HTMLElement>(null)
  useEffect(() => {
    // On narrow screens the row scrolls.
    const chosen = nav.current?.querySelector('[aria-current=page]')
    chosen?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [current])
  return (
    <nav
      ref={nav}
      aria-label={label}
      className="mb-4 flex gap-4 overflow-x-auto border-b border-line"
    >
      {items.map((item) => (
        <button
          key={item.key}
          type="button"
          aria-current={item.key === current ? 'page' : undefined}
          onClick={() => onSelect(item.key)}
          className={cn(
            '-mb-px h-9 border-b-2 text-[13px] whitespace-nowrap',
            item.key === current
              ? 'border-fg font-medium'
              : 'border-transparent text-fg-2 hover:text-fg',
          )}
        >
          {item.label}
        </button>
      ))}
    </nav>
  )
}

'use client'
import { useTranslations } from 'use-intl'
import { cn } from '@/lib/cn.ts'
import type { Connection } from '@/lib/live.ts'

const DOTS = {
  connecting: 'bg-fg-3',
  live: 'bg-ok',
  reconnecting: 'bg-warn animate-pulse',
  polling: 'bg-fg-3',
} as const

/** Whether what is shown follows the server as it happens. */
export function ConnectionPill({ connection }: { readonly connection: Connection }) {
  const t = useTranslations('connection')
  return (
    <span
      role="status"
      title={t(`${connection}Hint`)}
      className="inline-flex h-6 items-center gap-1.5 rounded-full border border-line px-2 text-xs whitespace-nowrap text-fg-2"
    >
      <span className={cn('size-1.5 rounded-full', DOTS[connection])} aria-hidden />
      {t(connection)}
    </span>
  )
}

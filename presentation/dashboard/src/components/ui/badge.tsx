import type { ReactNode } from 'react'
import { cn } from '@/lib/cn.ts'

const TONES = {
  plain: 'bg-hover text-fg-2',
  ok: 'bg-ok-bg text-ok',
  info: 'bg-info-bg text-info',
  warn: 'bg-warn-bg text-warn',
  bad: 'bg-bad-bg text-bad',
} as const

/** A word about something, with an optional icon; never by colour alone. */
export function Badge({
  tone = 'plain',
  icon,
  children,
}: {
  readonly tone?: keyof typeof TONES
  readonly icon?: ReactNode
  readonly children: ReactNode
}) {
  return (
    <span
      className={cn(
        'inline-flex h-5 items-center gap-1 rounded-full px-2 text-xs font-medium whitespace-nowrap',
        TONES[tone],
      )}
    >
      {icon}
      {children}
    </span>
  )
}

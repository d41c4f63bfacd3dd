'use client'
import {
  Circle,
  CircleAlert,
  CircleCheck,
  CircleSlash,
  CircleX,
  LoaderCircle,
  Trash2,
} from 'lucide-react'
import { useTranslations } from 'use-intl'
import { cn } from '@/lib/cn.ts'
import type { GroupState } from '@/lib/steps.ts'

const ICONS = {
  waiting: [Circle, 'text-fg-3'],
  running: [LoaderCircle, 'text-info animate-spin'],
  ready: [CircleCheck, 'text-ok'],
  retrying: [CircleAlert, 'text-warn'],
  blocked: [CircleX, 'text-bad'],
  deleting: [Trash2, 'text-fg-2'],
  gone: [CircleSlash, 'text-fg-3'],
} as const satisfies Record<GroupState, unknown>

export function GroupIcon({
  state,
  className = 'size-4',
}: {
  readonly state: GroupState
  readonly className?: string
}) {
  const t = useTranslations('stepState')
  const [Icon, look] = ICONS[state]
  return <Icon className={cn('shrink-0', className, look)} aria-label={t(state)} role="img" />
}

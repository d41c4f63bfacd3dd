'use client'
import type { AuditEntry } from '@skyclust/api-client'
import { Lock, Minus, Plus } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { cn } from '@/lib/cn.ts'
import { Badge } from '../ui/badge.tsx'

type Change = AuditEntry['changes'][number]

/** What the log writes in the place of a secret. */
const REDACTED = '[redacted]'

/** Field by field what was there and what is there now; signs and words tell them apart, not colour alone. */
export function ChangeList({ changes }: { readonly changes: readonly Change[] }) {
  const t = useTranslations('audit')
  if (changes.length === 0) return <p className="text-[13px] text-fg-2">{t('noChanges')}</p>
  return (
    <ul className="grid gap-2">
      {changes.map((change) => {
        const kind = kindOf(change)
        return (
          <li key={change.path} className="overflow-hidden rounded-md border border-line">
            <div className="flex items-center justify-between gap-2 border-b border-line bg-bg-2 px-2 py-1">
              <code className="min-w-0 font-mono text-xs break-all">{fieldOf(change.path)}</code>
              <Badge>{t(`change.${kind}`)}</Badge>
            </div>
            {'before' in change && <Side side="before" value={change.before} />}
            {'after' in change && <Side side="after" value={change.after} />}
          </li>
        )
      })}
    </ul>
  )
}

function kindOf(change: Change): 'added' | 'removed' | 'changed' {
  if (!('before' in change)) return 'added'
  return 'after' in change ? 'changed' : 'removed'
}

/** A JSON pointer as people write it: `labels.env`; the whole is a dot. */
function fieldOf(path: string): string {
  const parts = path.split('/').slice(1)
  if (parts.length === 0) return '.'
  return parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')).join('.')
}

const SIDES = {
  before: { Icon: Minus, look: 'bg-bad-bg', ink: 'text-bad' },
  after: { Icon: Plus, look: 'bg-ok-bg', ink: 'text-ok' },
} as const

function Side({ side, value }: { readonly side: keyof typeof SIDES; readonly value: unknown }) {
  const t = useTranslations('audit.side')
  const { Icon, look, ink } = SIDES[side]
  return (
    <div className={cn('flex items-start gap-2 px-2 py-1 text-xs', look)}>
      <span className={cn('inline-flex shrink-0 items-center gap-1 font-medium', ink)}>
        <Icon className="size-3.5" aria-hidden />
        {t(side)}
      </span>
      <Value value={value} />
    </div>
  )
}

function Value({ value }: { readonly value: unknown }) {
  const t = useTranslations('audit')
  if (value === REDACTED)
    return (
      <span className="inline-flex items-center gap-1 text-fg-2">
        <Lock className="size-3" aria-hidden />
        {t('redacted')}
      </span>
    )
  if (value === '') return <span className="text-fg-2">{t('emptyText')}</span>
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2)
  return <pre className="min-w-0 font-mono break-all whitespace-pre-wrap">{text}</pre>
}

'use client'
import { CircleAlert, CircleCheck, CircleX, Info } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { cn } from '@/lib/cn.ts'
import { asApiError } from '@/lib/api.ts'
import { Button } from './button.tsx'

const TONES = {
  ok: ['border-ok/30 bg-ok-bg', 'text-ok', CircleCheck],
  info: ['border-info/30 bg-info-bg', 'text-info', Info],
  warn: ['border-warn/30 bg-warn-bg', 'text-warn', CircleAlert],
  bad: ['border-bad/30 bg-bad-bg', 'text-bad', CircleX],
} as const

/** A message that stands in the page, with icon and words. */
export function Notice({
  tone,
  title,
  action,
  children,
  className,
}: {
  readonly tone: keyof typeof TONES
  readonly title: ReactNode
  readonly action?: ReactNode
  readonly children?: ReactNode
  readonly className?: string
}) {
  const [box, ink, Icon] = TONES[tone]
  return (
    <div
      role={tone === 'bad' ? 'alert' : 'status'}
      className={cn(
        'flex flex-wrap items-start gap-2.5 rounded-lg border px-3 py-2.5',
        box,
        className,
      )}
    >
      <Icon className={cn('mt-0.5 size-4 shrink-0', ink)} aria-hidden />
      <div className="min-w-0 flex-1 text-[13px]">
        <div className={cn('font-medium', ink)}>{title}</div>
        {children}
      </div>
      {action}
    </div>
  )
}

/** What went wrong with a request: title in the reader's language, the server's own words, what to do, the request's id. */
export function ErrorNotice({
  error,
  retry,
  className,
}: {
  readonly error: unknown
  readonly retry?: () => void
  readonly className?: string
}) {
  const t = useTranslations()
  const { problem, code, remedy, message } = asApiError(error)
  const key = `problem.${code}` as 'problem.unreachable'
  const title = t.has(key) ? t(key) : problem.title
  return (
    <Notice
      tone="bad"
      className={className}
      title={title}
      action={
        retry && (
          <Button size="sm" onClick={retry}>
            {t('common.retry')}
          </Button>
        )
      }
    >
      {message !== title && <p className="whitespace-pre-line">{message}</p>}
      {remedy !== undefined && <p className="pt-1">{remedy}</p>}
      {problem.instance !== '' && (
        <p className="pt-1 font-mono text-[11px] text-fg-3">{problem.instance}</p>
      )}
    </Notice>
  )
}

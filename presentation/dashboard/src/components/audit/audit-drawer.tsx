'use client'
import type { AuditEntry } from '@skyclust/api-client'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import type { AuditSource } from '@/lib/audit.ts'
import { formatTime } from '@/lib/format.ts'
import { Facts } from '../resource/facts.tsx'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { Skeleton } from '../ui/surface.tsx'
import { ResultBadge, useActionName } from './audit-names.tsx'
import { ActorName, TargetName } from './audit-table.tsx'
import { ChangeList } from './change-list.tsx'
import { HashCheck } from './hash-check.tsx'
import type { AuditFilter, FilterPart } from './use-audit-filter.ts'

/** One entry with everything that is known of it. */
export function AuditDrawer({
  source,
  seq,
  known,
  filter,
  onClose,
}: {
  readonly source: AuditSource
  readonly seq: number
  /** The entry, when the list has it already. */
  readonly known: AuditEntry | undefined
  readonly filter: AuditFilter
  readonly onClose: () => void
}) {
  const t = useTranslations('audit')
  const nameOf = useActionName()
  const loaded = useQuery({
    queryKey: [...source.key, 'entry', seq],
    queryFn: () => source.entry(seq),
    enabled: known === undefined,
  })
  const entry = known ?? loaded.data
  const narrow = (part: FilterPart, text: string) => {
    onClose()
    filter.set(part, text)
  }
  return (
    <Sheet
      title={entry ? nameOf(entry.action) : t('entry', { seq: String(seq) })}
      onClose={onClose}
    >
      {loaded.error && !entry && (
        <ErrorNotice error={loaded.error} retry={() => void loaded.refetch()} />
      )}
      {!entry && !loaded.error && <Skeleton className="h-64" />}
      {entry && (
        <div className="grid gap-6">
          <EntryFacts entry={entry} />
          <div className="flex flex-wrap gap-2">
            {entry.actor.id !== null && (
              <Button size="sm" onClick={() => narrow('actor', entry.actor.id ?? '')}>
                {t('onlyActor')}
              </Button>
            )}
            {entry.target !== null && (
              <Button size="sm" onClick={() => narrow('target', entry.target?.id ?? '')}>
                {t('onlyTarget')}
              </Button>
            )}
            {entry.requestId !== null && (
              <Button size="sm" onClick={() => narrow('request', entry.requestId ?? '')}>
                {t('onlyRequest')}
              </Button>
            )}
          </div>
          <Part title={t('changes')}>
            <ChangeList changes={entry.changes} />
          </Part>
          <Part title={t('proof')}>
            <HashCheck key={entry.seq} entry={entry} />
          </Part>
        </div>
      )}
    </Sheet>
  )
}

function EntryFacts({ entry }: { readonly entry: AuditEntry }) {
  const t = useTranslations('audit')
  const locale = useLocale()
  const { actor, target } = entry
  const via = actor.via as 'session'
  return (
    <Facts
      rows={[
        [t('resultColumn'), <Outcome key="result" entry={entry} />],
        [
          t('time'),
          <time key="at" dateTime={entry.at} title={entry.at}>
            {formatTime(entry.at, locale)}
          </time>,
        ],
        [t('actor'), <ActorName key="actor" actor={actor} />],
        [t('actorId'), mono(actor.id)],
        [t('viaColumn'), t.has(`via.${via}`) ? t(`via.${via}`) : via],
        [t('credentialId'), mono(actor.credentialId)],
        [t('actionColumn'), mono(entry.action)],
        [t('permission'), mono(entry.permission)],
        [
          t('targetColumn'),
          target === null ? undefined : <TargetName key="target" target={target} />,
        ],
        [t('targetId'), mono(target?.id)],
        [t('reason'), entry.reason ?? undefined],
        [t('requestId'), mono(entry.requestId)],
        [t('address'), mono(entry.address)],
        [
          t('userAgent'),
          entry.userAgent === '' ? undefined : (
            <span key="agent" className="[word-break:normal]">
              {entry.userAgent}
            </span>
          ),
        ],
      ]}
    />
  )
}

function Outcome({ entry }: { readonly entry: AuditEntry }) {
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5">
      <ResultBadge result={entry.result} />
      {entry.status !== null && <span className="text-fg-2">HTTP {entry.status}</span>}
      {entry.code !== null && <code className="font-mono text-xs text-fg-2">{entry.code}</code>}
    </span>
  )
}

function mono(text: string | null | undefined): ReactNode {
  if (text === null || text === undefined || text === '') return undefined
  return (
    <span className="inline-flex items-start gap-1">
      <code className="font-mono text-xs leading-5">{text}</code>
      <span className="-my-1">
        <CopyButton text={text} label={text} />
      </span>
    </span>
  )
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h3 className="pb-2 text-[13px] font-medium">{title}</h3>
      {children}
    </section>
  )
}

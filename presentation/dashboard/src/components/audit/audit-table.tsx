'use client'
import type { AuditEntry } from '@skyclust/api-client'
import { Bot, Cog, ScrollText, User, UserX } from 'lucide-react'
import { memo } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { formatTime } from '@/lib/format.ts'
import { Button } from '../ui/button.tsx'
import { Card, EmptyState } from '../ui/surface.tsx'
import { ResultBadge, useActionName, useTargetKind } from './audit-names.tsx'
import type { AuditFilter } from './use-audit-filter.ts'

const ACTOR_ICONS = {
  user: User,
  'service-account': Bot,
  system: Cog,
  anonymous: UserX,
} as const
type ActorKind = keyof typeof ACTOR_ICONS

export function AuditTable({
  entries,
  filter,
  onShow,
}: {
  readonly entries: readonly AuditEntry[]
  readonly filter: AuditFilter
  readonly onShow: (seq: number) => void
}) {
  const t = useTranslations('audit')
  if (entries.length === 0) return <NothingFound filter={filter} />
  return (
    <Card className="relative overflow-x-auto">
      <table className="w-full text-[13px]">
        <caption className="sr-only">{t('caption')}</caption>
        <thead>
          <tr className="border-b border-line bg-bg-2 text-left text-xs whitespace-nowrap text-fg-2 [&>th]:px-3 [&>th]:py-2 [&>th]:font-medium">
            <th scope="col">{t('time')}</th>
            <th scope="col">{t('actor')}</th>
            <th scope="col">{t('actionColumn')}</th>
            <th scope="col">{t('targetColumn')}</th>
            <th scope="col">{t('resultColumn')}</th>
            <th scope="col">{t('address')}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <Row key={entry.seq} entry={entry} onShow={onShow} />
          ))}
        </tbody>
      </table>
    </Card>
  )
}

const Row = memo(function Row({
  entry,
  onShow,
}: {
  readonly entry: AuditEntry
  readonly onShow: (seq: number) => void
}) {
  const locale = useLocale()
  const nameOf = useActionName()
  return (
    <tr className="relative h-10 border-b border-line last:border-0 focus-within:bg-hover hover:bg-hover [&>td]:px-3 [&>td]:py-1.5 [&>td]:whitespace-nowrap">
      <td className="text-fg-2">{formatTime(entry.at, locale)}</td>
      <td>
        <ActorName actor={entry.actor} />
      </td>
      <td>
        <button
          type="button"
          aria-haspopup="dialog"
          title={entry.action}
          onClick={() => onShow(entry.seq)}
          className="font-medium after:absolute after:inset-0"
        >
          {nameOf(entry.action)}
        </button>
      </td>
      <td>
        <TargetName target={entry.target} />
      </td>
      <td>
        <ResultBadge result={entry.result} />
        {entry.code !== null && (
          <span className="ml-1.5 font-mono text-[11px] text-fg-3">{entry.code}</span>
        )}
      </td>
      <td className="font-mono text-xs text-fg-2">{entry.address === '' ? '–' : entry.address}</td>
    </tr>
  )
})

export function ActorName({ actor }: { readonly actor: AuditEntry['actor'] }) {
  const t = useTranslations('audit.actorKind')
  const isKnown = actor.kind in ACTOR_ICONS
  const Icon = isKnown ? ACTOR_ICONS[actor.kind as ActorKind] : User
  return (
    <span className="flex max-w-64 items-center gap-1.5">
      <Icon className="size-3.5 shrink-0 text-fg-3" aria-hidden />
      <span className="sr-only">{isKnown ? t(actor.kind as ActorKind) : actor.kind}</span>
      <span className="truncate">
        {actor.kind === 'anonymous' && actor.name === 'nobody' ? t('anonymous') : actor.name}
      </span>
    </span>
  )
}

export function TargetName({ target }: { readonly target: AuditEntry['target'] }) {
  const kindOf = useTargetKind()
  if (target === null) return '–'
  return (
    <span className="flex max-w-72 items-baseline gap-1.5">
      <span className="shrink-0 text-xs text-fg-3">{kindOf(target.kind)}</span>
      <span className="truncate">{target.name === '' ? target.id : target.name}</span>
    </span>
  )
}

function NothingFound({ filter }: { readonly filter: AuditFilter }) {
  const t = useTranslations('audit')
  const isWhole = filter.texts.period === 'all'
  return (
    <Card>
      <EmptyState
        icon={<ScrollText className="size-8" />}
        title={t(filter.isNarrowed ? 'nothingFits' : 'nothingYet')}
      >
        {filter.isNarrowed && <Button onClick={filter.clear}>{t('clear')}</Button>}
        {!filter.isNarrowed && !isWhole && (
          <Button onClick={() => filter.set('period', 'all')}>{t('showAll')}</Button>
        )}
      </EmptyState>
    </Card>
  )
}

'use client'
import { endOtherSessions, endSession, type UserSession } from '@skyclust/api-client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { MonitorSmartphone } from 'lucide-react'
import { useState } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { sessionsQuery } from '@/lib/account-queries.ts'
import { call } from '@/lib/api.ts'
import { formatAgo, formatTime } from '@/lib/format.ts'
import { useNow } from '@/lib/use-now.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { Skeleton, TitledCard } from '../ui/surface.tsx'

const MINUTE = 60_000

/** Where the person is signed in, and the way to end it. */
export function SessionSection() {
  const t = useTranslations('account.sessions')
  const cache = useQueryClient()
  const { data, error, refetch } = useQuery(sessionsQuery)
  const [isEndingAll, setEndingAll] = useState(false)
  const sessions = data?.toSorted((a, b) => Number(b.current) - Number(a.current))
  const others = data?.filter(({ current }) => !current) ?? []
  return (
    <TitledCard
      title={t('title')}
      action={
        others.length > 0 && (
          <Button variant="danger" onClick={() => setEndingAll(true)}>
            {t('endOthers')}
          </Button>
        )
      }
    >
      <p className="pb-2 text-[13px] text-fg-2">{t('text')}</p>
      {error && !data && <ErrorNotice error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-24" />}
      <ul className="divide-y divide-line">
        {sessions?.map((session) => (
          <SessionRow key={session.id} session={session} />
        ))}
      </ul>
      {isEndingAll && (
        <ConfirmDialog
          title={t('endOthers')}
          description={t('endOthersText', { count: others.length })}
          confirm={t('endOthers')}
          run={async () => {
            await call(endOtherSessions())
            await cache.invalidateQueries(sessionsQuery)
          }}
          onClose={() => setEndingAll(false)}
        />
      )}
    </TitledCard>
  )
}

function SessionRow({ session }: { readonly session: UserSession }) {
  const t = useTranslations('account.sessions')
  const locale = useLocale()
  const cache = useQueryClient()
  const now = useNow(MINUTE)
  const end = useMutation({
    mutationFn: () => call(endSession({ path: { id: session.id } })),
    onSettled: () => cache.invalidateQueries(sessionsQuery),
  })
  // The server says «Chrome on Windows»; names of products need no translation.
  const device = session.device.replace(' on ', ' · ')
  const methods = session.methods.map((method) => {
    const key = `method.${method}` as 'method.pwd'
    return t.has(key) ? t(key) : method
  })
  return (
    <li className="py-2.5 text-[13px]">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <MonitorSmartphone className="size-4 shrink-0 text-fg-3" aria-hidden />
        <div className="min-w-0 flex-1">
          <p className="flex flex-wrap items-center gap-2 font-medium">
            {device}
            {session.current && <Badge tone="ok">{t('current')}</Badge>}
          </p>
          <p className="text-xs text-fg-3">
            {[
              session.address,
              t('lastSeen', { ago: formatAgo(session.lastSeenAt, now, locale) }),
              methods.join(' + '),
            ].join(' · ')}
          </p>
          <p className="text-xs text-fg-3">
            {t('since', {
              start: formatTime(session.createdAt, locale),
              end: formatTime(session.expiresAt, locale),
            })}
          </p>
        </div>
        {!session.current && (
          <Button
            size="sm"
            busy={end.isPending}
            aria-label={t('endNamed', { device })}
            onClick={() => end.mutate()}
          >
            {t('end')}
          </Button>
        )}
      </div>
      {end.error && <ErrorNotice error={end.error} className="mt-2" />}
    </li>
  )
}

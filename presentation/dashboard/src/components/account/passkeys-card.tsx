'use client'
import type { Passkey } from '@skyclust/api-client'
import { useQuery } from '@tanstack/react-query'
import { Cloud, Fingerprint, Plus, Trash2 } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { passkeysQuery } from '@/lib/account-queries.ts'
import { formatAgo } from '@/lib/format.ts'
import { useCanPasskey } from '@/lib/passkeys.ts'
import { useNow } from '@/lib/use-now.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { Skeleton, TitledCard } from '../ui/surface.tsx'

const AddPasskey = dynamic(() => import('./add-passkey.tsx').then((m) => m.AddPasskey), {
  ssr: false,
})
const RemovePasskey = dynamic(() => import('./remove-passkey.tsx').then((m) => m.RemovePasskey), {
  ssr: false,
})

const MINUTE = 60_000

/** Passkeys: a second factor after the password, and a way in without one. */
export function PasskeysCard() {
  const t = useTranslations('account.passkeys')
  const { data, error, refetch } = useQuery(passkeysQuery)
  const canPasskey = useCanPasskey()
  const [isAdding, setAdding] = useState(false)
  const [doomed, setDoomed] = useState<Passkey>()
  return (
    <TitledCard
      title={t('title')}
      action={
        <Button denied={canPasskey ? undefined : t('notHere')} onClick={() => setAdding(true)}>
          <Plus className="size-4" aria-hidden />
          {t('add')}
        </Button>
      }
    >
      <p className="pb-2 text-[13px] text-fg-2">{t('text')}</p>
      {error && <ErrorNotice error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-12" />}
      {data?.length === 0 && <p className="text-[13px] text-fg-3">{t('none')}</p>}
      {data && data.length > 0 && (
        <ul className="divide-y divide-line">
          {data.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} onRemove={() => setDoomed(passkey)} />
          ))}
        </ul>
      )}
      {isAdding && <AddPasskey onClose={() => setAdding(false)} />}
      {doomed && <RemovePasskey passkey={doomed} onClose={() => setDoomed(undefined)} />}
    </TitledCard>
  )
}

function PasskeyRow({
  passkey: { name, backedUp, createdAt, lastUsedAt },
  onRemove,
}: {
  readonly passkey: Passkey
  readonly onRemove: () => void
}) {
  const t = useTranslations('account.passkeys')
  const locale = useLocale()
  const now = useNow(MINUTE)
  return (
    <li className="flex items-center gap-3 py-2 text-[13px]">
      <Fingerprint className="size-4 shrink-0 text-fg-3" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{name}</p>
        <p className="text-xs text-fg-3">
          {t('added', { ago: formatAgo(createdAt, now, locale) })}
          {' · '}
          {lastUsedAt === null
            ? t('neverUsed')
            : t('used', { ago: formatAgo(lastUsedAt, now, locale) })}
          {backedUp && (
            <span className="inline-flex items-center gap-1">
              {' · '}
              <Cloud className="size-3" aria-hidden />
              {t('backedUp')}
            </span>
          )}
        </p>
      </div>
      <Button
        size="sm"
        variant="ghost"
        aria-label={t('removeNamed', { name })}
        title={t('removeNamed', { name })}
        onClick={onRemove}
      >
        <Trash2 className="size-3.5" aria-hidden />
      </Button>
    </li>
  )
}

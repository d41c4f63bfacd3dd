'use client'
import type { NewApiKey, ServiceAccount } from '@skyclust/api-client'
import { useQuery } from '@tanstack/react-query'
import { Bot, Plus } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { apiKeysQuery, serviceAccountsQuery } from '@/lib/people.ts'
import { useRights } from '@/lib/permissions.ts'
import { useRoute } from '@/lib/route.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { Card, EmptyState, Skeleton } from '../ui/surface.tsx'
import { ServiceAccountCard } from './service-account-card.tsx'

const EditServiceAccount = dynamic(
  () => import('./edit-service-account.tsx').then((m) => m.EditServiceAccount),
  { ssr: false },
)

const NewKey = dynamic(() => import('../api-keys/new-key.tsx').then((m) => m.NewKey), {
  ssr: false,
})

/** Principals for programs, with their keys. */
export function ServiceAccountList() {
  const t = useTranslations('serviceAccounts')
  const { ws } = useRoute()
  const rights = useRights()
  const { data, error, refetch } = useQuery(serviceAccountsQuery(ws))
  const keys = useQuery({ ...apiKeysQuery(ws, 'all'), enabled: rights.may('api-key:manage') })
  const [editing, setEditing] = useState<'new' | ServiceAccount>()
  const [made, setMade] = useState<NewApiKey>()
  const create = (
    <Button
      variant="primary"
      denied={rights.why('service-account:create')}
      onClick={() => setEditing('new')}
    >
      <Plus className="size-4" aria-hidden />
      {t('create')}
    </Button>
  )
  return (
    <>
      {data && data.length > 0 && <div className="flex justify-end pb-3">{create}</div>}
      {error && <ErrorNotice error={error} retry={() => void refetch()} className="mb-3" />}
      {!data && !error && <Skeleton className="h-32" />}
      {data?.length === 0 && (
        <Card>
          <EmptyState icon={<Bot className="size-8" />} title={t('empty')}>
            <p className="max-w-md pb-2 text-[13px] text-fg-2">{t('emptyText')}</p>
            {create}
          </EmptyState>
        </Card>
      )}
      <ul className="grid gap-3">
        {data?.map((account) => (
          <ServiceAccountCard
            key={account.id}
            account={account}
            keys={keys.data?.filter(({ principal }) => principal.id === account.id)}
            onEdit={() => setEditing(account)}
            onKeyMade={setMade}
          />
        ))}
      </ul>
      {editing !== undefined && (
        <EditServiceAccount
          account={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(undefined)}
        />
      )}
      {made && <NewKey made={made} onClose={() => setMade(undefined)} />}
    </>
  )
}

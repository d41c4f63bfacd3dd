'use client'
import { createApiKey, type NewApiKey } from '@skyclust/api-client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { KeySquare, Plus } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { apiKeysQuery } from '@/lib/people.ts'
import { useRights } from '@/lib/permissions.ts'
import { meQuery } from '@/lib/queries.ts'
import { useRoute } from '@/lib/route.ts'
import { useUrlParam } from '@/lib/url-param.ts'
import { Tabs } from '../tabs.tsx'
import { Button } from '../ui/button.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { Card, EmptyState, PageHeader, Skeleton } from '../ui/surface.tsx'
import { KeyTable } from './key-table.tsx'

const CreateKey = dynamic(() => import('./create-key.tsx').then((m) => m.CreateKey), { ssr: false })

const NewKey = dynamic(() => import('./new-key.tsx').then((m) => m.NewKey), { ssr: false })

const SCOPES = ['own', 'all'] as const

/** The reader's API keys, and everybody's for who manages them. */
export function ApiKeysPage() {
  const t = useTranslations('apiKeys')
  const { ws } = useRoute()
  const cache = useQueryClient()
  const rights = useRights()
  const [asked, setTab] = useUrlParam('tab', { push: true })
  const maySeeAll = rights.may('api-key:manage')
  const scope = asked === 'all' && maySeeAll ? 'all' : 'own'
  const { data, error, refetch } = useQuery(apiKeysQuery(ws, scope))
  const { data: me } = useQuery(meQuery)
  const [creating, setCreating] = useState(false)
  const [made, setMade] = useState<NewApiKey>()
  const create = (
    <Button
      variant="primary"
      denied={rights.why('api-key:create')}
      onClick={() => setCreating(true)}
    >
      <Plus className="size-4" aria-hidden />
      {t('create')}
    </Button>
  )
  return (
    <>
      <PageHeader title={t('title')} description={t('description')}>
        {data && data.length > 0 && create}
      </PageHeader>
      {maySeeAll && (
        <Tabs
          label={t('views')}
          current={scope}
          items={SCOPES.map((key) => ({ key, label: t(`tab.${key}`) }))}
          onSelect={(key) => setTab(key === 'own' ? '' : key)}
        />
      )}
      {error && <ErrorNotice error={error} retry={() => void refetch()} className="mb-3" />}
      {!data && !error && <Skeleton className="h-32" />}
      {data?.length === 0 && (
        <Card>
          <EmptyState icon={<KeySquare className="size-8" />} title={t('empty')}>
            <p className="max-w-md pb-2 text-[13px] text-fg-2">{t('emptyText')}</p>
            {create}
          </EmptyState>
        </Card>
      )}
      {data && data.length > 0 && (
        <KeyTable keys={data} mine={me?.user.id} showOwner={scope === 'all'} />
      )}
      {creating && (
        <CreateKey
          title={t('create')}
          whyNot={(permission) => rights.why(permission)}
          create={(body) => createApiKey({ path: { workspaceId: ws }, body })}
          onMade={(key) => {
            setCreating(false)
            setMade(key)
            void cache.invalidateQueries({ queryKey: ['ws', ws, 'api-keys'] })
          }}
          onClose={() => setCreating(false)}
        />
      )}
      {made && <NewKey made={made} onClose={() => setMade(undefined)} />}
    </>
  )
}

'use client'
import type { Credential } from '@skyclust/api-client'
import { useQuery } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useRights } from '@/lib/permissions.ts'
import { credentialsQuery } from '@/lib/queries.ts'
import { useRoute } from '@/lib/route.ts'
import { ButtonLink } from '../ui/button.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { Card, EmptyState, PageHeader, Skeleton } from '../ui/surface.tsx'
import { CredentialRow } from './credential-row.tsx'

const DeleteCredential = dynamic(
  () => import('./delete-credential.tsx').then((m) => m.DeleteCredential),
  { ssr: false },
)

export function CredentialList() {
  const t = useTranslations('credentials')
  const { ws, base } = useRoute()
  const { data, error, refetch } = useQuery(credentialsQuery(ws))
  const rights = useRights()
  const [doomed, setDoomed] = useState<Credential>()
  const whyNotAdd = rights.why('credential:create')
  const add = (
    <ButtonLink variant="primary" href={`${base}/credentials/new`} denied={whyNotAdd}>
      <Plus className="size-4" aria-hidden />
      {t('add')}
    </ButtonLink>
  )
  return (
    <>
      <PageHeader title={t('title')} description={t('description')}>
        {data && data.length > 0 && add}
      </PageHeader>
      {error && <ErrorNotice error={error} retry={() => void refetch()} className="mb-3" />}
      {!data && !error && <Skeleton className="h-24" />}
      {data?.length === 0 && (
        <Card>
          <EmptyState icon={<KeyRound className="size-8" />} title={t('empty')}>
            <p className="max-w-md pb-2 text-[13px] text-fg-2">{t('emptyText')}</p>
            {add}
          </EmptyState>
        </Card>
      )}
      {data && data.length > 0 && (
        <ul className="grid gap-3">
          {data.map((credential) => (
            <CredentialRow
              key={credential.id}
              credential={credential}
              whyNotVerify={whyNotAdd}
              whyNotDelete={rights.why('credential:delete')}
              onDelete={() => setDoomed(credential)}
            />
          ))}
        </ul>
      )}
      {doomed && <DeleteCredential credential={doomed} onClose={() => setDoomed(undefined)} />}
    </>
  )
}

'use client'
import { deleteOidcProvider, type OidcProvider } from '@skyclust/api-client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Fingerprint, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { call } from '@/lib/api.ts'
import { useRights } from '@/lib/permissions.ts'
import { useRoute } from '@/lib/route.ts'
import { providersQuery } from '@/lib/sso.ts'
import { ButtonLink } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { Card, EmptyState, Skeleton } from '../ui/surface.tsx'
import { ProviderRow } from './provider-row.tsx'

export function ProviderSection({ onEdit }: { readonly onEdit: (id: string) => void }) {
  const t = useTranslations('sso')
  const { ws, base } = useRoute()
  const rights = useRights()
  const { data, error, refetch } = useQuery(providersQuery(ws))
  const [doomed, setDoomed] = useState<OidcProvider>()
  const add = (
    <ButtonLink
      variant="primary"
      href={`${base}/settings/single-sign-on/new`}
      denied={rights.why('oidc-provider:create')}
    >
      <Plus className="size-4" aria-hidden />
      {t('add')}
    </ButtonLink>
  )
  return (
    <section aria-label={t('providers')}>
      <div className="flex flex-wrap items-center justify-between gap-2 pb-3">
        <h2 className="font-medium">{t('providers')}</h2>
        {data && data.length > 0 && add}
      </div>
      {error && <ErrorNotice error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-24" />}
      {data?.length === 0 && (
        <Card>
          <EmptyState icon={<Fingerprint className="size-8" />} title={t('empty')}>
            <p className="max-w-md pb-2 text-[13px] text-fg-2">{t('emptyText')}</p>
            {add}
          </EmptyState>
        </Card>
      )}
      {data && data.length > 0 && (
        <ul className="grid gap-3">
          {data.map((provider) => (
            <ProviderRow
              key={provider.id}
              provider={provider}
              onEdit={() => onEdit(provider.id)}
              onDelete={() => setDoomed(provider)}
            />
          ))}
        </ul>
      )}
      {doomed && <DeleteProvider provider={doomed} onClose={() => setDoomed(undefined)} />}
    </section>
  )
}

function DeleteProvider({
  provider,
  onClose,
}: {
  readonly provider: OidcProvider
  readonly onClose: () => void
}) {
  const t = useTranslations('sso')
  const { ws } = useRoute()
  const cache = useQueryClient()
  const { id, name, version } = provider
  return (
    <ConfirmDialog
      title={t('deleteTitle', { name })}
      description={t('deleteText')}
      confirm={t('delete')}
      typed={name}
      run={async () => {
        const headers = { 'if-match': `"${version}"` }
        await call(deleteOidcProvider({ path: { workspaceId: ws, id }, headers }))
        await cache.invalidateQueries(providersQuery(ws))
      }}
      onClose={onClose}
    />
  )
}

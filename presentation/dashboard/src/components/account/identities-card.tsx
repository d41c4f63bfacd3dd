'use client'
import {
  type ExternalIdentity,
  linkExternalIdentity,
  type LinkableProvider,
  unlinkExternalIdentity,
} from '@skyclust/api-client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { identitiesQuery } from '@/lib/account-queries.ts'
import { call } from '@/lib/api.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { Skeleton, TitledCard } from '../ui/surface.tsx'
import { useProved } from './use-proved.tsx'

/** Providers that sign the person in to this account, and those that could. */
export function IdentitiesCard() {
  const t = useTranslations('account.identities')
  const cache = useQueryClient()
  const { data, error, refetch } = useQuery(identitiesQuery)
  const [doomed, setDoomed] = useState<ExternalIdentity>()
  const link = useProved(
    (proof, { providerId }: LinkableProvider) =>
      call(
        linkExternalIdentity({
          path: { providerId },
          body: { returnTo: '/account/security', ...proof },
        }),
      ),
    // Signing in there makes the link; the browser comes back here.
    ({ url }) => location.assign(url),
  )
  const isEmpty = data?.items.length === 0 && data.linkable.length === 0
  return (
    <TitledCard title={t('title')}>
      <p className="pb-2 text-[13px] text-fg-2">{t('text')}</p>
      {error && <ErrorNotice error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-12" />}
      {isEmpty && <p className="text-[13px] text-fg-3">{t('none')}</p>}
      <ul className="divide-y divide-line">
        {data?.items.map((identity) => (
          <Row
            key={identity.providerId}
            provider={identity}
            detail={t('linkedAs', { email: identity.email === '' ? '–' : identity.email })}
          >
            <Button
              size="sm"
              aria-label={t('unlinkNamed', { name: identity.providerName })}
              onClick={() => setDoomed(identity)}
            >
              {t('unlink')}
            </Button>
          </Row>
        ))}
        {data?.linkable.map((provider) => (
          <Row key={provider.providerId} provider={provider} detail={t('notLinked')}>
            <Button
              size="sm"
              aria-label={t('linkNamed', { name: provider.providerName })}
              busy={link.isPending}
              onClick={() => link.run(provider)}
            >
              {t('link')}
            </Button>
          </Row>
        ))}
      </ul>
      {link.error && <ErrorNotice error={link.error} className="mt-2" />}
      {link.dialog}
      {doomed && (
        <ConfirmDialog
          title={t('unlinkNamed', { name: doomed.providerName })}
          description={t('unlinkText')}
          confirm={t('unlink')}
          run={async () => {
            await call(unlinkExternalIdentity({ path: { providerId: doomed.providerId } }))
            await cache.invalidateQueries(identitiesQuery)
          }}
          onClose={() => setDoomed(undefined)}
        />
      )}
    </TitledCard>
  )
}

function Row({
  provider: { providerName, workspaceName },
  detail,
  children,
}: {
  readonly provider: LinkableProvider
  readonly detail: string
  readonly children: ReactNode
}) {
  return (
    <li className="flex items-center gap-3 py-2 text-[13px]">
      <Link2 className="size-4 shrink-0 text-fg-3" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{providerName}</p>
        <p className="text-xs text-fg-3">
          {workspaceName} · {detail}
        </p>
      </div>
      {children}
    </li>
  )
}

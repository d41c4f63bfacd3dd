'use client'
import { useQuery } from '@tanstack/react-query'
import { Lock } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useTranslations } from 'use-intl'
import { useRights } from '@/lib/permissions.ts'
import { useRoute } from '@/lib/route.ts'
import { providersQuery } from '@/lib/sso.ts'
import { useUrlParam } from '@/lib/url-param.ts'
import { ButtonLink } from '../ui/button.tsx'
import { Card, EmptyState, PageHeader, Skeleton } from '../ui/surface.tsx'
import { DomainSection } from './domain-section.tsx'
import { ProviderSection } from './provider-section.tsx'

const EditProvider = dynamic(() => import('./edit-provider.tsx').then((m) => m.EditProvider), {
  ssr: false,
})

/** OpenID providers and e-mail domains of the workspace; `provider` in the URL opens one to be changed. */
export function SingleSignOnPage() {
  const t = useTranslations('sso')
  const { ws, base } = useRoute()
  const rights = useRights()
  const [asked, setAsked] = useUrlParam('provider', { push: true })
  const why = rights.why('oidc-provider:read')
  const { data } = useQuery({ ...providersQuery(ws), enabled: why === undefined })
  const edited = data?.find(({ id }) => id === asked)
  if (!rights.isKnown) return <Skeleton className="h-64" />
  if (edited)
    return <EditProvider key={edited.version} provider={edited} onClose={() => setAsked('')} />
  return (
    <div className="mx-auto max-w-4xl">
      <PageHeader title={t('title')} description={t('description')}>
        <ButtonLink href={`${base}/settings`}>{t('toSettings')}</ButtonLink>
      </PageHeader>
      {why === undefined ? (
        <div className="grid gap-8">
          <ProviderSection onEdit={setAsked} />
          <DomainSection />
        </div>
      ) : (
        <Card>
          <EmptyState icon={<Lock className="size-8" />} title={t('notAllowed')}>
            <p className="max-w-md text-[13px] text-fg-2">{why}</p>
          </EmptyState>
        </Card>
      )}
    </div>
  )
}

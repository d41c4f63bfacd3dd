'use client'
import { testOidcProvider } from '@skyclust/api-client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { call } from '@/lib/api.ts'
import { useRoute } from '@/lib/route.ts'
import { Notice } from '../ui/notice.tsx'
import { Skeleton } from '../ui/surface.tsx'
import { SsoError } from './sso-error.tsx'

/** Asks the provider whether it can be used, when told to or at once. It changes nothing. */
export function useProviderTest(id: string, { atOnce = false } = {}) {
  const { ws } = useRoute()
  const [asked, setAsked] = useState(atOnce)
  const query = useQuery({
    queryKey: ['oidc-test', ws, id],
    queryFn: () => call(testOidcProvider({ path: { workspaceId: ws, id } })),
    enabled: asked,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  const run = () => {
    setAsked(true)
    if (asked) void query.refetch()
  }
  return { ...query, run }
}

export function TestResult({ test }: { readonly test: ReturnType<typeof useProviderTest> }) {
  const t = useTranslations('sso.test')
  if (test.isLoading) return <Skeleton className="h-16" />
  if (test.error) return <SsoError error={test.error} />
  if (!test.data) return null
  const { issuer, endSessionEndpoint } = test.data
  return (
    <Notice tone="ok" title={t('ok')}>
      <ul className="grid list-disc gap-0.5 pt-0.5 pl-4">
        <li>
          {t('issuer')} <code className="font-mono text-xs break-all">{issuer}</code>
        </li>
        <li>{t('keys')}</li>
        <li>
          {endSessionEndpoint === null ? (
            t('noLogout')
          ) : (
            <>
              {t('logout')}{' '}
              <code className="font-mono text-xs break-all">{endSessionEndpoint}</code>
            </>
          )}
        </li>
      </ul>
    </Notice>
  )
}

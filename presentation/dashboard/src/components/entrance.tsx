'use client'
import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { useTranslations } from 'use-intl'
import { ApiError } from '@/lib/api.ts'
import { homeOf, meQuery, setupQuery } from '@/lib/queries.ts'
import { ErrorNotice } from './ui/notice.tsx'

/** Sends the visitor where they belong: set-up, sign-in, or their workspace. */
export function Entrance() {
  const t = useTranslations('common')
  const router = useRouter()
  const setup = useQuery(setupQuery)
  const isSetUp = setup.data?.required === false
  const me = useQuery({ ...meQuery, enabled: isSetUp })
  const signedOut = me.error instanceof ApiError && me.error.status === 401
  const target =
    setup.data?.required === true
      ? '/setup'
      : signedOut
        ? '/login'
        : me.data
          ? homeOf(me.data)
          : undefined
  useEffect(() => {
    if (target !== undefined) router.replace(target)
  }, [router, target])
  const error = setup.error ?? (signedOut ? null : me.error)
  return (
    <main className="grid h-full place-items-center p-6">
      {error ? (
        <ErrorNotice error={error} retry={() => location.reload()} />
      ) : (
        <p role="status" className="text-[13px] text-fg-2">
          {t('loading')}
        </p>
      )}
    </main>
  )
}

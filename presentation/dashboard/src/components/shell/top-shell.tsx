'use client'
import { Cloud } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { useMe } from '@/lib/use-me.ts'
import { LanguageButton, ThemeButton } from '../preferences.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { AccountMenu } from './account-menu.tsx'

/** Frame of the pages of somebody who is signed in that belong to no workspace; its content is shown once it is known who that is. */
export function TopShell({ children }: { readonly children: ReactNode }) {
  const t = useTranslations('nav')
  const { me, isSignedOut } = useMe()
  return (
    <div className="grid h-full grid-rows-[48px_minmax(0,1fr)]">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-bg focus:p-2"
      >
        {t('skip')}
      </a>
      <header className="flex min-w-0 items-center gap-2 border-b border-line px-4 max-md:px-2">
        <Link href="/" className="mr-auto flex items-center gap-2 font-semibold">
          <Cloud className="size-4.5" aria-hidden />
          SkyClust
        </Link>
        <LanguageButton compact />
        <ThemeButton />
        <AccountMenu me={me.data} />
      </header>
      <main id="main" tabIndex={-1} className="min-w-0 overflow-auto p-6 outline-none max-md:p-4">
        <div className="mx-auto max-w-5xl">
          {me.error && !isSignedOut && (
            <ErrorNotice error={me.error} retry={() => void me.refetch()} />
          )}
          {me.data && children}
        </div>
      </main>
    </div>
  )
}

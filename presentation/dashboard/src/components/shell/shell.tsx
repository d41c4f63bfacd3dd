'use client'
import { Cloud, Search } from 'lucide-react'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { type ReactNode, useEffect } from 'react'
import { useTranslations } from 'use-intl'
import { useLiveWorkspace } from '@/lib/live.ts'
import { useRights } from '@/lib/permissions.ts'
import { useRoute } from '@/lib/route.ts'
import { useMe } from '@/lib/use-me.ts'
import { LanguageButton, ThemeButton } from '../preferences.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { Kbd } from '../ui/surface.tsx'
import { AccountMenu } from './account-menu.tsx'
import { ConnectionPill } from './connection-pill.tsx'
import { Nav } from './nav.tsx'
import { useShortcuts } from './use-shortcuts.ts'
import { WorkspaceContent } from './workspace-content.tsx'
import { WorkspaceSwitcher } from './workspace-switcher.tsx'

const CommandMenu = dynamic(() => import('./command-menu.tsx').then((m) => m.CommandMenu), {
  ssr: false,
})
const ShortcutHelp = dynamic(() => import('./shortcut-help.tsx').then((m) => m.ShortcutHelp), {
  ssr: false,
})

/** Frame of every page of a workspace; holds the workspace's one event stream. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const t = useTranslations('nav')
  const { ws, base } = useRoute()
  const { me, isSignedOut } = useMe()
  const rights = useRights()
  const connection = useLiveWorkspace(ws, rights.isKnown ? rights.may('event:read') : undefined)
  const overlay = useShortcuts(base)
  useEffect(() => localStorage.setItem('workspace', ws), [ws])
  return (
    <div className="grid h-full grid-cols-1 grid-rows-[48px_auto_minmax(0,1fr)] md:grid-cols-[232px_minmax(0,1fr)] md:grid-rows-[48px_minmax(0,1fr)]">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-bg focus:p-2"
      >
        {t('skip')}
      </a>
      <header className="col-span-full flex min-w-0 items-center gap-2 border-b border-line px-4 max-md:gap-1 max-md:px-2">
        <Link href={base} className="flex items-center gap-2 font-semibold">
          <Cloud className="size-4.5" aria-hidden />
          <span className="max-sm:sr-only">SkyClust</span>
        </Link>
        <span className="text-line-2" aria-hidden>
          /
        </span>
        <WorkspaceSwitcher slug={ws} workspaces={me.data?.workspaces ?? []} />
        <span className="ml-auto">
          <ConnectionPill connection={connection} />
        </span>
        <button
          type="button"
          onClick={() => overlay.open('commands')}
          className="flex h-8 items-center gap-2 rounded-md border border-line bg-bg-2 px-2.5 text-[13px] text-fg-3 hover:border-line-2 lg:w-72"
        >
          <Search className="size-3.5" aria-hidden />
          <span className="max-lg:sr-only">{t('search')}</span>
          <span className="ml-auto max-lg:hidden">
            <Kbd>⌘K</Kbd>
          </span>
        </button>
        <span className="flex max-sm:hidden">
          <LanguageButton compact />
          <ThemeButton />
        </span>
        <AccountMenu me={me.data} />
      </header>
      <Nav />
      <main id="main" tabIndex={-1} className="min-w-0 overflow-auto p-6 outline-none max-md:p-4">
        {me.error && !me.data && !isSignedOut ? (
          <ErrorNotice error={me.error} retry={() => void me.refetch()} />
        ) : (
          <WorkspaceContent me={me.data}>{children}</WorkspaceContent>
        )}
      </main>
      {overlay.shown === 'commands' && <CommandMenu onClose={overlay.close} />}
      {overlay.shown === 'shortcuts' && <ShortcutHelp onClose={overlay.close} />}
    </div>
  )
}

'use client'
import { useSelectedLayoutSegment } from 'next/navigation'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { LinkTabs } from '../link-tabs.tsx'
import { TopShell } from '../shell/top-shell.tsx'
import { PageHeader } from '../ui/surface.tsx'

/** Frame of the pages about oneself. */
export function AccountFrame({ children }: { readonly children: ReactNode }) {
  const t = useTranslations('account')
  const segment = useSelectedLayoutSegment()
  return (
    <TopShell>
      <div className="mx-auto max-w-3xl">
        <PageHeader title={t('title')} />
        <LinkTabs
          label={t('sections')}
          current={segment === null ? '/account' : `/account/${segment}`}
          items={[
            { href: '/account', label: t('section.profile') },
            { href: '/account/security', label: t('section.security') },
            { href: '/account/sessions', label: t('section.sessions') },
          ]}
        />
        {children}
      </div>
    </TopShell>
  )
}

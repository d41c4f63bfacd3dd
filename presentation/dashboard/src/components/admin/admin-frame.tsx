'use client'
import { useQuery } from '@tanstack/react-query'
import { useSelectedLayoutSegment } from 'next/navigation'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { meQuery } from '@/lib/queries.ts'
import { LinkTabs } from '../link-tabs.tsx'
import { NotFound } from '../not-found.tsx'
import { TopShell } from '../shell/top-shell.tsx'
import { PageHeader } from '../ui/surface.tsx'

const SECTIONS = ['users', 'workspaces', 'mail', 'audit'] as const

/** Frame of the pages for administrators of the installation; for everybody else there is no such page. */
export function AdminFrame({ children }: { readonly children: ReactNode }) {
  return (
    <TopShell>
      <Administration>{children}</Administration>
    </TopShell>
  )
}

function Administration({ children }: { readonly children: ReactNode }) {
  const t = useTranslations('admin')
  const segment = useSelectedLayoutSegment()
  const { data } = useQuery(meQuery)
  if (data?.user.platformAdmin !== true) return <NotFound />
  return (
    <>
      {/* The audit log brings a heading with tools of its own. */}
      {segment !== 'audit' && <PageHeader title={t('title')} description={t('description')} />}
      <LinkTabs
        label={t('sections')}
        current={segment === null ? '/admin' : `/admin/${segment}`}
        items={[
          { href: '/admin', label: t('section.statistics') },
          ...SECTIONS.map((key) => ({ href: `/admin/${key}`, label: t(`section.${key}`) })),
        ]}
      />
      {children}
    </>
  )
}

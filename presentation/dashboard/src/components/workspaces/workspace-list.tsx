'use client'
import { useQuery } from '@tanstack/react-query'
import { Archive, Building2, Plus } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { useRoleName } from '@/lib/permissions.ts'
import { meQuery } from '@/lib/queries.ts'
import { useUrlParam } from '@/lib/url-param.ts'
import { TopShell } from '../shell/top-shell.tsx'
import { ButtonLink } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Card, EmptyState, PageHeader } from '../ui/surface.tsx'

/** All workspaces the reader belongs to. */
export function WorkspaceList() {
  return (
    <TopShell>
      <Workspaces />
    </TopShell>
  )
}

function Workspaces() {
  const t = useTranslations('workspaces')
  const roleNameOf = useRoleName()
  const { data } = useQuery(meQuery)
  const [lost] = useUrlParam('lost')
  const workspaces = data?.workspaces ?? []
  const create = (
    <ButtonLink variant="primary" href="/workspaces/new">
      <Plus className="size-4" aria-hidden />
      {t('create')}
    </ButtonLink>
  )
  return (
    <>
      <PageHeader title={t('title')} description={t('description')}>
        {workspaces.length > 0 && create}
      </PageHeader>
      {lost !== '' && (
        <Notice tone="warn" title={t('lostTitle', { name: lost })} className="mb-4">
          {t('lostText')}
        </Notice>
      )}
      {workspaces.length === 0 && (
        <Card>
          <EmptyState icon={<Building2 className="size-8" />} title={t('empty')}>
            <p className="max-w-md pb-2 text-[13px] text-fg-2">{t('emptyText')}</p>
            {create}
          </EmptyState>
        </Card>
      )}
      <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
        {workspaces.map((workspace) => (
          <li key={workspace.id}>
            <Card className="relative h-full p-4 hover:border-line-2">
              <Link
                href={`/workspaces/${workspace.slug}`}
                className="font-medium after:absolute after:inset-0"
              >
                {workspace.name}
              </Link>
              <p className="font-mono text-xs text-fg-3">{workspace.slug}</p>
              <p className="flex flex-wrap items-center gap-2 pt-3 text-[13px] text-fg-2">
                {roleNameOf(workspace)}
                {workspace.archivedAt !== null && (
                  <span className="inline-flex h-5 items-center gap-1 rounded-full bg-hover px-2 text-xs font-medium">
                    <Archive className="size-3" aria-hidden />
                    {t('archived')}
                  </span>
                )}
              </p>
            </Card>
          </li>
        ))}
      </ul>
    </>
  )
}

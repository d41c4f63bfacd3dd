'use client'
import type { PlatformWorkspace } from '@skyclust/api-client'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Archive, Building2, Siren } from 'lucide-react'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { useState } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { formatTime } from '@/lib/format.ts'
import { platformWorkspacesQuery } from '@/lib/platform-queries.ts'
import { meQuery } from '@/lib/queries.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { Card, EmptyState, Skeleton } from '../ui/surface.tsx'
import { LoadMore } from './load-more.tsx'
import { Table } from './table.tsx'

const BreakGlassDialog = dynamic(
  () => import('./break-glass-dialog.tsx').then((m) => m.BreakGlassDialog),
  { ssr: false },
)

/** All workspaces from outside: administrators see none of what is in them, unless they break the glass. */
export function PlatformWorkspaceList() {
  const t = useTranslations('admin.workspaces')
  const locale = useLocale()
  const workspaces = useInfiniteQuery(platformWorkspacesQuery)
  const { data: me } = useQuery(meQuery)
  const [sealed, setSealed] = useState<PlatformWorkspace>()
  const own = new Set(me?.workspaces.map(({ id }) => id))
  const items = workspaces.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      <p className="pb-3 text-[13px] text-fg-2">{t('text')}</p>
      {workspaces.error && (
        <ErrorNotice error={workspaces.error} retry={() => void workspaces.refetch()} />
      )}
      {workspaces.isPending && <Skeleton className="h-48" />}
      {workspaces.data && items.length === 0 && (
        <Card>
          <EmptyState icon={<Building2 className="size-8" />} title={t('none')} />
        </Card>
      )}
      {items.length > 0 && (
        <Table
          caption={t('caption')}
          columns={[t('name'), t('created'), t('access')]}
          className="max-sm:[&_:is(td,th):nth-child(2)]:hidden"
        >
          {items.map((workspace) => (
            <tr key={workspace.id}>
              <td className="min-w-36">
                <span className="flex flex-wrap items-center gap-2 font-medium">
                  {workspace.name}
                  {workspace.archivedAt !== null && (
                    <Badge icon={<Archive className="size-3" aria-hidden />}>{t('archived')}</Badge>
                  )}
                </span>
                <span className="block font-mono text-xs text-fg-3">{workspace.slug}</span>
              </td>
              <td className="whitespace-nowrap text-fg-2">
                {formatTime(workspace.createdAt, locale)}
              </td>
              <td className="whitespace-nowrap">
                {own.has(workspace.id) ? (
                  <Link
                    href={`/workspaces/${workspace.slug}`}
                    className="underline underline-offset-2"
                  >
                    {t('member')}
                  </Link>
                ) : (
                  <Button
                    size="sm"
                    aria-label={t('breakGlassNamed', { name: workspace.name })}
                    onClick={() => setSealed(workspace)}
                  >
                    <Siren className="size-3.5" aria-hidden />
                    {t('breakGlass')}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </Table>
      )}
      <LoadMore query={workspaces} />
      {sealed && <BreakGlassDialog workspace={sealed} onClose={() => setSealed(undefined)} />}
    </>
  )
}

'use client'
import {
  archiveWorkspace,
  deleteWorkspace,
  unarchiveWorkspace,
  type Workspace,
} from '@skyclust/api-client'
import { useQueryClient } from '@tanstack/react-query'
import { Archive, ArchiveRestore, Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { ApiError, call } from '@/lib/api.ts'
import { leaving } from '@/lib/leaving.ts'
import { useRights } from '@/lib/permissions.ts'
import { meQuery } from '@/lib/queries.ts'
import { useRoute } from '@/lib/route.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { Card } from '../ui/surface.tsx'
import { OwnedNotice } from './owned-notice.tsx'
import { useKeepWorkspace } from './use-settings.ts'

/** Closing the workspace for changes, and deleting it. */
export function DangerZone({ workspace }: { readonly workspace: Workspace }) {
  const t = useTranslations('settings')
  const { ws } = useRoute()
  const cache = useQueryClient()
  const rights = useRights()
  const keep = useKeepWorkspace()
  const [doing, setDoing] = useState<'archive' | 'delete'>()
  const isArchived = workspace.archivedAt !== null
  const archive = isArchived ? 'unarchive' : 'archive'
  const denied = rights.why('workspace:delete')
  const close = () => setDoing(undefined)
  const ArchiveIcon = isArchived ? ArchiveRestore : Archive
  return (
    <div className="grid gap-3">
      <Row title={t(archive)} text={t(`${archive}Text`)}>
        <Button denied={denied} onClick={() => setDoing('archive')}>
          <ArchiveIcon className="size-3.5" aria-hidden />
          {t(archive)}
        </Button>
      </Row>
      <Row title={t('delete')} text={t('deleteText')} danger>
        <Button variant="danger" denied={denied} onClick={() => setDoing('delete')}>
          <Trash2 className="size-3.5" aria-hidden />
          {t('deleteButton')}
        </Button>
      </Row>
      {doing === 'archive' && (
        <ConfirmDialog
          title={t(`${archive}Title`, { name: workspace.name })}
          description={t(`${archive}Text`)}
          confirm={t(archive)}
          danger={!isArchived}
          run={async () => {
            const path = { workspaceId: ws }
            const headers = { 'if-match': `"${workspace.version}"` }
            const change = isArchived ? unarchiveWorkspace : archiveWorkspace
            await keep(await call(change({ path, headers })))
          }}
          onClose={close}
        />
      )}
      {doing === 'delete' && (
        <ConfirmDialog
          title={t('deleteTitle', { name: workspace.name })}
          description={t('deleteWarning')}
          confirm={t('delete')}
          typed={workspace.slug}
          run={async () => {
            const body = { confirm: workspace.slug }
            await call(deleteWorkspace({ path: { workspaceId: ws }, body }))
            leaving(ws)
            await cache.invalidateQueries(meQuery)
          }}
          failure={(error) =>
            error instanceof ApiError && error.code === 'workspace-not-empty' ? (
              <OwnedNotice error={error} />
            ) : undefined
          }
          onClose={close}
        />
      )}
    </div>
  )
}

function Row({
  title,
  text,
  danger = false,
  children,
}: {
  readonly title: string
  readonly text: string
  readonly danger?: boolean
  readonly children: ReactNode
}) {
  return (
    <Card className={`flex flex-wrap items-center gap-3 p-4 ${danger ? 'border-bad/40' : ''}`}>
      <div className="min-w-0 flex-1 basis-60">
        <h2 className="text-[13px] font-medium">{title}</h2>
        <p className="text-[13px] text-fg-2">{text}</p>
      </div>
      {children}
    </Card>
  )
}

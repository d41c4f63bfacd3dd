'use client'
import { deleteRole, type RoleList as Roles } from '@skyclust/api-client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { call } from '@/lib/api.ts'
import { rolesQuery } from '@/lib/people.ts'
import { useRights } from '@/lib/permissions.ts'
import { useRoute } from '@/lib/route.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { Skeleton } from '../ui/surface.tsx'
import { RoleCards } from './role-cards.tsx'
import { RoleMatrix } from './role-matrix.tsx'

const RoleEditor = dynamic(() => import('./role-editor.tsx').then((m) => m.RoleEditor), {
  ssr: false,
})

export type ListedRole = Roles['items'][number]

type Doing = 'create' | { readonly what: 'edit' | 'delete'; readonly role: ListedRole } | undefined

/** Built-in roles and the workspace's own, side by side by what they allow. */
export function RoleList() {
  const t = useTranslations('roles')
  const { ws } = useRoute()
  const cache = useQueryClient()
  const rights = useRights()
  const { data, error, refetch } = useQuery(rolesQuery(ws))
  const [doing, setDoing] = useState<Doing>()
  const close = () => setDoing(undefined)
  const edited = doing !== 'create' && doing?.what === 'edit' ? doing.role : undefined
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3 pb-3">
        <p className="max-w-2xl text-[13px] text-fg-2">{t('text')}</p>
        <Button
          variant="primary"
          denied={rights.why('role:create')}
          onClick={() => setDoing('create')}
        >
          <Plus className="size-4" aria-hidden />
          {t('create')}
        </Button>
      </div>
      {error && <ErrorNotice error={error} retry={() => void refetch()} className="mb-3" />}
      {!data && !error && <Skeleton className="h-80" />}
      {data && (
        <div className="grid gap-4">
          <RoleCards
            roles={data.items.filter(({ builtIn }) => !builtIn)}
            onEdit={(role) => setDoing({ what: 'edit', role })}
            onDelete={(role) => setDoing({ what: 'delete', role })}
          />
          <RoleMatrix roles={data.items} permissions={data.permissions} />
        </div>
      )}
      {data && (doing === 'create' || edited) && (
        <RoleEditor role={edited} permissions={data.permissions} onClose={close} />
      )}
      {doing !== undefined && doing !== 'create' && doing.what === 'delete' && (
        <ConfirmDialog
          title={t('deleteTitle', { name: doing.role.name })}
          description={t('deleteText')}
          confirm={t('delete')}
          run={async () => {
            const { id, version } = doing.role
            await call(
              deleteRole({
                path: { workspaceId: ws, id },
                ...(version === null ? {} : { headers: { 'if-match': `"${version}"` } }),
              }),
            )
            await cache.invalidateQueries(rolesQuery(ws))
          }}
          onClose={close}
        />
      )}
    </>
  )
}

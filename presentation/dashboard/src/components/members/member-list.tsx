'use client'
import { leaveWorkspace, type Member, removeMember } from '@skyclust/api-client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { LogOut, UserPlus } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { call } from '@/lib/api.ts'
import { leaving } from '@/lib/leaving.ts'
import { membersQuery } from '@/lib/people.ts'
import { useRights } from '@/lib/permissions.ts'
import { meQuery, useWorkspace } from '@/lib/queries.ts'
import { useRoute } from '@/lib/route.ts'
import { useUrlParam } from '@/lib/url-param.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { Card, Skeleton } from '../ui/surface.tsx'
import { MemberRow } from './member-row.tsx'

type Doing =
  | { readonly what: 'remove'; readonly member: Member }
  | { readonly what: 'leave' }
  | undefined

/** An owner who stays: not one who is let in for a while, nor one whose account is disabled. */
function isLasting({ role, expiresAt, disabled }: Member): boolean {
  return role === 'owner' && expiresAt === null && !disabled
}

export function MemberList() {
  const t = useTranslations('members')
  const { ws } = useRoute()
  const cache = useQueryClient()
  const rights = useRights()
  const { data: me } = useQuery(meQuery)
  const workspace = useWorkspace(ws)
  const { data, error, refetch } = useQuery(membersQuery(ws))
  const [doing, setDoing] = useState<Doing>()
  const [, setTab] = useUrlParam('tab', { push: true })
  const [, setDo] = useUrlParam('do')
  const invite = () => {
    setTab('invitations')
    setDo('invite')
  }
  const owners = data?.filter(isLasting) ?? []
  const lastOwner = owners.length === 1 ? owners[0]?.userId : undefined
  const mine = me?.user.id
  const close = () => setDoing(undefined)
  const columns = ['person', 'role', 'joined', 'actions'] as const
  return (
    <>
      <div className="flex flex-wrap justify-end gap-2 pb-3">
        <Button
          denied={lastOwner !== undefined && lastOwner === mine ? t('lastOwnerLeave') : undefined}
          disabled={!data}
          onClick={() => setDoing({ what: 'leave' })}
        >
          <LogOut className="size-3.5" aria-hidden />
          {t('leave')}
        </Button>
        <Button variant="primary" denied={rights.why('member:create')} onClick={invite}>
          <UserPlus className="size-4" aria-hidden />
          {t('invite')}
        </Button>
      </div>
      {error && <ErrorNotice error={error} retry={() => void refetch()} className="mb-3" />}
      {!data && !error && <Skeleton className="h-40" />}
      {data && (
        <Card className="relative overflow-x-auto">
          <table className="w-full text-[13px]">
            <caption className="sr-only">{t('tab.members')}</caption>
            <thead>
              <tr className="border-b border-line bg-bg-2 text-left text-xs whitespace-nowrap text-fg-2 [&>th]:px-3 [&>th]:py-2 [&>th]:font-medium">
                {columns.map((column) => (
                  <th key={column} scope="col">
                    <span className={column === 'actions' ? 'sr-only' : ''}>{t(column)}</span>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.map((member) => (
                <MemberRow
                  key={member.userId}
                  member={member}
                  isMe={member.userId === mine}
                  isLastOwner={member.userId === lastOwner}
                  onRemove={() => setDoing({ what: 'remove', member })}
                />
              ))}
            </tbody>
          </table>
        </Card>
      )}
      {doing?.what === 'remove' && (
        <ConfirmDialog
          title={t('removeTitle', { name: doing.member.name })}
          description={t('removeText')}
          confirm={t('remove')}
          run={async () => {
            const { userId } = doing.member
            await call(removeMember({ path: { workspaceId: ws, userId } }))
            await cache.invalidateQueries(membersQuery(ws))
          }}
          onClose={close}
        />
      )}
      {doing?.what === 'leave' && (
        <ConfirmDialog
          title={t('leaveTitle', { name: workspace?.name ?? ws })}
          description={t('leaveText')}
          confirm={t('leave')}
          run={async () => {
            await call(leaveWorkspace({ path: { workspaceId: ws } }))
            leaving(ws)
            await cache.invalidateQueries(meQuery)
          }}
          onClose={close}
        />
      )}
    </>
  )
}

'use client'
import {
  type Invitation,
  type NewInvitation,
  resendInvitation,
  revokeInvitation,
} from '@skyclust/api-client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { MailPlus, RefreshCw, Trash2, UserPlus } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { call } from '@/lib/api.ts'
import { formatTime } from '@/lib/format.ts'
import { invitationsQuery } from '@/lib/people.ts'
import { useRights, useRoleName } from '@/lib/permissions.ts'
import { useRoute } from '@/lib/route.ts'
import { useUrlParam } from '@/lib/url-param.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { Card, EmptyState, Skeleton } from '../ui/surface.tsx'
import { InvitationLink } from './invitation-link.tsx'
import { useRoles } from './role-select.tsx'

const InviteMember = dynamic(() => import('./invite-member.tsx').then((m) => m.InviteMember), {
  ssr: false,
})

/** Who has been invited and has not joined yet. */
export function InvitationList() {
  const t = useTranslations('invitations')
  const { ws } = useRoute()
  const rights = useRights()
  const [doing, setDoing] = useUrlParam('do')
  const [made, setMade] = useState<NewInvitation>()
  const { data, error, refetch } = useQuery(invitationsQuery(ws))
  const mayInvite = rights.may('member:create')
  const invite = (
    <Button
      variant="primary"
      denied={rights.why('member:create')}
      onClick={() => setDoing('invite')}
    >
      <UserPlus className="size-4" aria-hidden />
      {t('invite')}
    </Button>
  )
  return (
    <>
      {data && data.length > 0 && <div className="flex justify-end pb-3">{invite}</div>}
      {made && <InvitationLink invitation={made} onClose={() => setMade(undefined)} />}
      {error && <ErrorNotice error={error} retry={() => void refetch()} className="mb-3" />}
      {!data && !error && <Skeleton className="h-24" />}
      {data?.length === 0 && (
        <Card>
          <EmptyState icon={<MailPlus className="size-8" />} title={t('empty')}>
            <p className="max-w-md pb-2 text-[13px] text-fg-2">{t('emptyText')}</p>
            {invite}
          </EmptyState>
        </Card>
      )}
      {data && data.length > 0 && (
        <Card>
          <ul className="divide-y divide-line">
            {data.map((invitation) => (
              <InvitationRow key={invitation.id} invitation={invitation} onResent={setMade} />
            ))}
          </ul>
        </Card>
      )}
      {doing === 'invite' && mayInvite && (
        <InviteMember onMade={setMade} onClose={() => setDoing('')} />
      )}
    </>
  )
}

function InvitationRow({
  invitation,
  onResent,
}: {
  readonly invitation: Invitation
  readonly onResent: (made: NewInvitation) => void
}) {
  const t = useTranslations('invitations')
  const locale = useLocale()
  const { ws } = useRoute()
  const cache = useQueryClient()
  const rights = useRights()
  const roleNameOf = useRoleName()
  const { whyBeyond } = useRoles()
  const [revoking, setRevoking] = useState(false)
  const { id, email } = invitation
  const path = { workspaceId: ws, id }
  const resend = useMutation({
    mutationFn: () => call(resendInvitation({ path })),
    async onSuccess(made) {
      onResent(made)
      await cache.invalidateQueries(invitationsQuery(ws))
    },
  })
  const standing = whyBeyond(invitation.role)
  return (
    <li className="grid gap-2 p-3 text-[13px]">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <span className="min-w-0 flex-1 basis-48">
          <span className="block font-medium break-all">{email}</span>
          <span className="block text-xs text-fg-3">
            {t('by', { name: invitation.invitedBy.name ?? t('nobody') })}
          </span>
        </span>
        <span>{roleNameOf(invitation)}</span>
        <span className="text-xs text-fg-2">
          {t('expires', { time: formatTime(invitation.expiresAt, locale) })}
        </span>
        <span className="ml-auto flex gap-1">
          <Button
            size="sm"
            busy={resend.isPending}
            denied={rights.why('member:create') ?? standing}
            aria-label={t('resendTo', { email })}
            onClick={() => resend.mutate()}
          >
            {!resend.isPending && <RefreshCw className="size-3.5" aria-hidden />}
            {t('resend')}
          </Button>
          <Button
            size="sm"
            variant="ghost"
            denied={rights.why('member:delete') ?? standing}
            aria-label={t('revokeOf', { email })}
            onClick={() => setRevoking(true)}
          >
            <Trash2 className="size-3.5" aria-hidden />
          </Button>
        </span>
      </div>
      {resend.error && <ErrorNotice error={resend.error} />}
      {revoking && (
        <ConfirmDialog
          title={t('revokeOf', { email })}
          description={t('revokeText')}
          confirm={t('revoke')}
          run={async () => {
            await call(revokeInvitation({ path }))
            await cache.invalidateQueries(invitationsQuery(ws))
          }}
          onClose={() => setRevoking(false)}
        />
      )}
    </li>
  )
}

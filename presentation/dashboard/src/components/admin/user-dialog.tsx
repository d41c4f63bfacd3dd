'use client'
import type { PlatformUserDetail } from '@skyclust/api-client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { formatTime } from '@/lib/format.ts'
import { useRoleName } from '@/lib/permissions.ts'
import { userQuery } from '@/lib/platform-queries.ts'
import { meQuery } from '@/lib/queries.ts'
import { Facts } from '../resource/facts.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ErrorNotice, Notice } from '../ui/notice.tsx'
import { Skeleton } from '../ui/surface.tsx'
import { UserActions } from './user-actions.tsx'
import { UserBadges } from './user-badges.tsx'
import { type Deed, UserDeed } from './user-deed.tsx'

/** One account: how it is secured, where it belongs, and what an administrator can do about it. */
export function UserDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const t = useTranslations('admin.users')
  const { data, error, refetch } = useQuery(userQuery(id))
  const { data: me } = useQuery(meQuery)
  const [deed, setDeed] = useState<Deed>()
  if (data && deed) return <UserDeed user={data} deed={deed} onClose={() => setDeed(undefined)} />
  return (
    <Dialog
      title={data?.name ?? t('account')}
      {...(data ? { description: data.email } : {})}
      onClose={onClose}
      wide
    >
      {error && <ErrorNotice error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-64" />}
      {data && (
        <div className="grid gap-4">
          <UserBadges user={data} />
          <UserFacts user={data} />
          {data.soleOwnerOf.length > 0 && (
            <Notice tone="info" title={t('soleOwner')}>
              {t('soleOwnerText', { workspaces: data.soleOwnerOf.join(', ') })}
            </Notice>
          )}
          <Memberships user={data} />
          <UserActions user={data} isMe={data.id === me?.user.id} onChoose={setDeed} />
        </div>
      )}
    </Dialog>
  )
}

function UserFacts({ user }: { readonly user: PlatformUserDetail }) {
  const t = useTranslations('admin.users')
  const locale = useLocale()
  const { totp, passkeys, recoveryCodesLeft } = user.secondFactor
  const factors = [
    ...(totp ? [t('authenticator')] : []),
    ...(passkeys > 0 ? [t('passkeys', { count: passkeys })] : []),
    ...(totp || passkeys > 0 ? [t('recoveryCodes', { count: recoveryCodesLeft })] : []),
  ]
  return (
    <Facts
      rows={[
        [t('id'), <span className="font-mono text-xs">{user.id}</span>],
        [t('since'), formatTime(user.createdAt, locale)],
        [t('password'), user.hasPassword ? t('isSet') : t('isNotSet')],
        [t('secondFactor'), factors.length > 0 ? factors.join(' · ') : t('none')],
        [t('sessions'), t('sessionCount', { count: user.sessions })],
        [
          t('disabledSince'),
          user.disabledAt === null ? undefined : formatTime(user.disabledAt, locale),
        ],
      ]}
    />
  )
}

function Memberships({ user: { workspaces } }: { readonly user: PlatformUserDetail }) {
  const t = useTranslations('admin.users')
  const roleNameOf = useRoleName()
  return (
    <div>
      <h3 className="pb-1 text-[13px] font-medium">{t('workspaces')}</h3>
      {workspaces.length === 0 && <p className="text-[13px] text-fg-3">{t('noWorkspaces')}</p>}
      <ul className="grid gap-1 text-[13px]">
        {workspaces.map(({ id, name, slug, role }) => (
          <li key={id} className="flex flex-wrap gap-x-2">
            {name}
            <span className="font-mono text-xs leading-5 text-fg-3">{slug}</span>
            <span className="ml-auto text-fg-2">{roleNameOf({ role, roleName: role })}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

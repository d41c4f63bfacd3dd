'use client'
import type { InvitationPreview, Me } from '@skyclust/api-client'
import { useQuery } from '@tanstack/react-query'
import { useParams } from 'next/navigation'
import { useLocale, useTranslations } from 'use-intl'
import { invitationQuery } from '@/lib/account-queries.ts'
import { formatTime } from '@/lib/format.ts'
import { useRoleName } from '@/lib/permissions.ts'
import { meQuery } from '@/lib/queries.ts'
import { AuthFrame } from '../auth-frame.tsx'
import { Facts } from '../resource/facts.tsx'
import { ButtonLink } from '../ui/button.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { Card, Skeleton } from '../ui/surface.tsx'
import { CreateAndJoin } from './create-and-join.tsx'
import { JoinAsMe } from './join-as-me.tsx'
import { SignInToJoin } from './sign-in-to-join.tsx'
import { WrongAccount } from './wrong-account.tsx'

/** Where the link of an invitation leads: what it is for, and the way in that fits who opened it. */
export function InvitationPage() {
  const t = useTranslations('invitation')
  const { token } = useParams<{ token: string }>()
  const invitation = useQuery(invitationQuery(token))
  const me = useQuery({ ...meQuery, staleTime: 0 })
  const { data } = invitation
  const isKnown = data !== undefined && !me.isPending
  return (
    <AuthFrame
      title={data ? t('title', { workspace: data.workspaceName }) : t('loadingTitle')}
      {...(data ? { description: t('description', { inviter: data.inviterName ?? '–' }) } : {})}
    >
      {invitation.error && (
        <div className="grid gap-4">
          <ErrorNotice error={invitation.error} />
          <ButtonLink href="/">{t('home')}</ButtonLink>
        </div>
      )}
      {!isKnown && !invitation.error && <Skeleton className="h-40" />}
      {isKnown && (
        <div className="grid gap-4">
          <InvitationFacts invitation={data} />
          <WayIn token={token} invitation={data} me={me.isError ? undefined : me.data} />
        </div>
      )}
    </AuthFrame>
  )
}

function InvitationFacts({ invitation }: { readonly invitation: InvitationPreview }) {
  const t = useTranslations('invitation')
  const locale = useLocale()
  const roleNameOf = useRoleName()
  return (
    <Card className="p-4">
      <Facts
        rows={[
          [t('workspace'), invitation.workspaceName],
          [t('role'), roleNameOf(invitation)],
          [t('for'), invitation.email],
          [t('expires'), formatTime(invitation.expiresAt, locale)],
        ]}
      />
    </Card>
  )
}

function WayIn({
  token,
  invitation,
  me,
}: {
  readonly token: string
  readonly invitation: InvitationPreview
  readonly me: Me | undefined
}) {
  if (me && me.user.email !== invitation.email)
    return <WrongAccount invited={invitation.email} signedIn={me.user.email} />
  if (me) return <JoinAsMe token={token} name={me.user.name} />
  if (invitation.accountExists) return <SignInToJoin token={token} invitation={invitation} />
  return <CreateAndJoin token={token} invitation={invitation} />
}

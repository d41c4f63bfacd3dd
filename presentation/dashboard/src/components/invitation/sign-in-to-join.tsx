'use client'
import type { InvitationPreview } from '@skyclust/api-client'
import { useTranslations } from 'use-intl'
import { ButtonLink } from '../ui/button.tsx'
import { ProviderJoin } from './provider-join.tsx'

/** For who has an account: they sign in and come back here, or join by the workspace's provider at once. */
export function SignInToJoin({
  token,
  invitation,
}: {
  readonly token: string
  readonly invitation: InvitationPreview
}) {
  const t = useTranslations('invitation')
  return (
    <>
      <p className="text-[13px] text-fg-2">{t('haveAccount', { email: invitation.email })}</p>
      <ButtonLink variant="primary" href={`/login?next=${encodeURIComponent(`/invite/${token}`)}`}>
        {t('signIn')}
      </ButtonLink>
      <ProviderJoin token={token} invitation={invitation} />
    </>
  )
}

'use client'
import type { InvitationPreview } from '@skyclust/api-client'
import { useTranslations } from 'use-intl'
import { ssoPath } from '@/lib/return-path.ts'
import { SsoButton } from '../sign-in/sso-buttons.tsx'

/** Joining by a provider of the workspace: signing in there accepts the invitation. */
export function ProviderJoin({
  token,
  invitation: { providers },
}: {
  readonly token: string
  readonly invitation: InvitationPreview
}) {
  const t = useTranslations('invitation')
  return providers.map((provider) => (
    <SsoButton
      key={provider.id}
      provider={provider}
      label={t('joinWith', { name: provider.name })}
      path={() => ssoPath(provider.id, '/', token)}
    />
  ))
}

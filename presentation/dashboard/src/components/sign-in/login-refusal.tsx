'use client'
import type { Me } from '@skyclust/api-client'
import { useTranslations } from 'use-intl'
import { ButtonLink } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'

/** Why the sign-in at a provider was refused, and what helps; the code stands beside it for who is asked for help. */
export function LoginRefusal({ code, me }: { readonly code: string; readonly me: Me | undefined }) {
  const t = useTranslations('login')
  const key = `refused.${code}` as 'refused.other'
  const isKnown = /^[a-z-]+$/.test(code) && t.has(key)
  return (
    <Notice tone="bad" title={t('refusedTitle')} className="mb-4">
      <p>{t(isKnown ? key : 'refused.other')}</p>
      {isKnown && <p className="pt-1 font-mono text-[11px] text-fg-3">{code}</p>}
      {me && (
        <p className="pt-2">
          {t('stillSignedIn', { email: me.user.email })}{' '}
          <ButtonLink size="sm" href="/account/security" className="mt-1.5">
            {t('toAccount')}
          </ButtonLink>
        </p>
      )}
    </Notice>
  )
}

'use client'
import { useTranslations } from 'use-intl'
import { leave } from '@/lib/leave.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'

/** Somebody else is signed in here than the invitation is for. */
export function WrongAccount({
  invited,
  signedIn,
}: {
  readonly invited: string
  readonly signedIn: string
}) {
  const t = useTranslations('invitation')
  return (
    <>
      <Notice tone="warn" title={t('wrongAccount')}>
        {t('wrongAccountText', { invited, signedIn })}
      </Notice>
      <Button variant="primary" onClick={() => void leave(() => location.reload())}>
        {t('signOut')}
      </Button>
      <ButtonLink href="/">{t('home')}</ButtonLink>
    </>
  )
}

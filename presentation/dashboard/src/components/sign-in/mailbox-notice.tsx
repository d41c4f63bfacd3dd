'use client'
import { useTranslations } from 'use-intl'
import { ButtonLink } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'

/** What follows is in the mail, if anything: the page must not tell whether the address has an account. */
export function MailboxNotice({ text }: { readonly text: string }) {
  const t = useTranslations('mailbox')
  return (
    <div className="grid gap-4">
      <Notice tone="ok" title={t('title')}>
        <p>{text}</p>
        <p className="pt-1 text-fg-2">{t('noMail')}</p>
      </Notice>
      <ButtonLink href="/login">{t('toSignIn')}</ButtonLink>
    </div>
  )
}

'use client'
import { useTranslations } from 'use-intl'
import { ButtonLink } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'

/** Mail does not leave the house here: somebody has to hand the links on. */
export function MailHint({ withLink = false }: { readonly withLink?: boolean }) {
  const t = useTranslations('admin.mail')
  return (
    <Notice
      tone="warn"
      title={t('noSmtp')}
      action={
        withLink && (
          <ButtonLink size="sm" href="/admin/mail">
            {t('toOutbox')}
          </ButtonLink>
        )
      }
    >
      <p>{t('noSmtpText')}</p>
      <p className="pt-1 font-mono text-xs">SKYCLUST_SMTP_URL, SKYCLUST_MAIL_FROM</p>
    </Notice>
  )
}

'use client'
import type { NewInvitation } from '@skyclust/api-client'
import { X } from 'lucide-react'
import { useLocale, useTranslations } from 'use-intl'
import { formatTime } from '@/lib/format.ts'
import { Button } from '../ui/button.tsx'
import { CopyField } from '../ui/copy-field.tsx'
import { Notice } from '../ui/notice.tsx'

/** The link of an invitation, shown this once, and whether it goes out by mail as well. */
export function InvitationLink({
  invitation,
  onClose,
}: {
  readonly invitation: NewInvitation
  readonly onClose: () => void
}) {
  const t = useTranslations()
  const locale = useLocale()
  const { email, link, delivery, expiresAt } = invitation
  return (
    <Notice
      tone="ok"
      className="mb-3"
      title={t('invitations.made', { email })}
      action={
        <Button
          variant="ghost"
          size="icon"
          className="-my-1"
          aria-label={t('common.close')}
          onClick={onClose}
        >
          <X className="size-4" aria-hidden />
        </Button>
      }
    >
      <p>{t(`invitations.delivery.${delivery}`, { email })}</p>
      <CopyField className="pt-2" label={t('invitations.link')} text={link} />
      <p className="pt-1 text-xs text-fg-2">
        {t('invitations.linkNote', { time: formatTime(expiresAt, locale) })}
      </p>
    </Notice>
  )
}

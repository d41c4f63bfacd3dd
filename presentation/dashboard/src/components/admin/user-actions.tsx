'use client'
import type { PlatformUserDetail } from '@skyclust/api-client'
import { useTranslations } from 'use-intl'
import { Button } from '../ui/button.tsx'
import type { Deed } from './user-deed.tsx'

/** What an administrator can do about an account; what they cannot says why. */
export function UserActions({
  user,
  isMe,
  onChoose,
}: {
  readonly user: PlatformUserDetail
  readonly isMe: boolean
  readonly onChoose: (deed: Deed) => void
}) {
  const t = useTranslations('admin.users')
  const isDisabled = user.disabledAt !== null
  const { totp, passkeys } = user.secondFactor
  const notMe = isMe ? t('notYourself') : undefined
  const reset = notMe ?? (totp || passkeys > 0 ? undefined : t('noFactor'))
  return (
    <div className="flex flex-wrap justify-end gap-2 border-t border-line pt-4">
      <Button denied={reset} onClick={() => onChoose('reset')}>
        {t('deed.reset.button')}
      </Button>
      {user.platformAdmin ? (
        <Button onClick={() => onChoose('revoke')}>{t('deed.revoke.button')}</Button>
      ) : (
        <Button
          denied={isDisabled ? t('isDisabled') : undefined}
          onClick={() => onChoose('promote')}
        >
          {t('deed.promote.button')}
        </Button>
      )}
      {isDisabled ? (
        <Button variant="primary" onClick={() => onChoose('enable')}>
          {t('deed.enable.button')}
        </Button>
      ) : (
        <Button variant="danger" denied={notMe} onClick={() => onChoose('disable')}>
          {t('deed.disable.button')}
        </Button>
      )}
    </div>
  )
}

'use client'
import { confirmPasswordReset } from '@skyclust/api-client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useParams } from 'next/navigation'
import { type SyntheticEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { ApiError, call } from '@/lib/api.ts'
import { AuthFrame } from '../auth-frame.tsx'
import { Button, ButtonLink } from '../ui/button.tsx'
import { ErrorNotice, Notice } from '../ui/notice.tsx'
import { NewPasswordField } from './new-password-field.tsx'

/** Choosing a new password by the mailed link. */
export function ResetPasswordPage() {
  const t = useTranslations('resetPassword')
  const { token } = useParams<{ token: string }>()
  const cache = useQueryClient()
  const [newPassword, setNewPassword] = useState('')
  const reset = useMutation({
    mutationFn: () => call(confirmPasswordReset({ body: { token, newPassword } })),
    // Sessions have ended, that of this browser among them.
    onSuccess: () => cache.clear(),
  })
  const { error } = reset
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    reset.mutate()
  }
  if (reset.isSuccess)
    return (
      <AuthFrame title={t('title')}>
        <div className="grid gap-4">
          <Notice tone="ok" title={t('done')}>
            {t('doneText')}
          </Notice>
          <ButtonLink href="/login" variant="primary">
            {t('signIn')}
          </ButtonLink>
        </div>
      </AuthFrame>
    )
  return (
    <AuthFrame title={t('title')} description={t('description')}>
      <form onSubmit={submit} className="grid gap-3">
        <NewPasswordField
          label={t('password')}
          value={newPassword}
          error={error instanceof ApiError ? error.at('/newPassword') : undefined}
          autoFocus
          onChange={setNewPassword}
        />
        {error && <ErrorNotice error={error} />}
        {error instanceof ApiError && error.code === 'link-expired' && (
          <ButtonLink href="/forgot-password">{t('again')}</ButtonLink>
        )}
        <Button type="submit" variant="primary" busy={reset.isPending} className="mt-1">
          {t('submit')}
        </Button>
      </form>
    </AuthFrame>
  )
}

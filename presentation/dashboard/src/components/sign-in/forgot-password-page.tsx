'use client'
import { requestPasswordReset } from '@skyclust/api-client'
import { useMutation } from '@tanstack/react-query'
import Link from 'next/link'
import { type SyntheticEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { call } from '@/lib/api.ts'
import { AuthFrame } from '../auth-frame.tsx'
import { Button } from '../ui/button.tsx'
import { Field, Input } from '../ui/field.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { MailboxNotice } from './mailbox-notice.tsx'

/** Has the link for a new password mailed. */
export function ForgotPasswordPage() {
  const t = useTranslations('forgotPassword')
  const [email, setEmail] = useState('')
  const asked = useMutation({ mutationFn: () => call(requestPasswordReset({ body: { email } })) })
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    asked.mutate()
  }
  return (
    <AuthFrame title={t('title')} description={asked.isSuccess ? undefined : t('description')}>
      {asked.isSuccess ? (
        <MailboxNotice text={t('mailed', { email })} />
      ) : (
        <form onSubmit={submit} className="grid gap-3">
          <Field label={t('email')}>
            {(control) => (
              <Input
                {...control}
                type="email"
                autoComplete="username"
                required
                autoFocus
                value={email}
                onChange={(event) => setEmail(event.target.value)}
              />
            )}
          </Field>
          {asked.error && <ErrorNotice error={asked.error} />}
          <Button type="submit" variant="primary" busy={asked.isPending} className="mt-1">
            {t('submit')}
          </Button>
          <p className="pt-2 text-[13px]">
            <Link href="/login" className="text-fg-2 underline underline-offset-2">
              {t('back')}
            </Link>
          </p>
        </form>
      )}
    </AuthFrame>
  )
}

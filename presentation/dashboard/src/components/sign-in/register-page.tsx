'use client'
import { register } from '@skyclust/api-client'
import { useMutation, useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { type SyntheticEvent, useState } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { signInOptionsQuery } from '@/lib/account-queries.ts'
import { ApiError, call } from '@/lib/api.ts'
import { AuthFrame } from '../auth-frame.tsx'
import { Button, ButtonLink } from '../ui/button.tsx'
import { Field, Input } from '../ui/field.tsx'
import { ErrorNotice, Notice } from '../ui/notice.tsx'
import { Skeleton } from '../ui/surface.tsx'
import { MailboxNotice } from './mailbox-notice.tsx'
import { NewPasswordField } from './new-password-field.tsx'

/** Making an account by oneself, where the operator allows it. */
export function RegisterPage() {
  const t = useTranslations('register')
  const options = useQuery(signInOptionsQuery(''))
  return (
    <AuthFrame title={t('title')} description={t('description')}>
      {options.error && <ErrorNotice error={options.error} retry={() => void options.refetch()} />}
      {options.isPending && <Skeleton className="h-48" />}
      {options.data?.registration === false && (
        <div className="grid gap-4">
          <Notice tone="info" title={t('closed')}>
            {t('closedText')}
          </Notice>
          <ButtonLink href="/login">{t('signIn')}</ButtonLink>
        </div>
      )}
      {options.data?.registration === true && <RegisterForm />}
    </AuthFrame>
  )
}

function RegisterForm() {
  const t = useTranslations('register')
  const locale = useLocale()
  const [form, setForm] = useState({ name: '', email: '', password: '' })
  const set = (part: Partial<typeof form>) => setForm((before) => ({ ...before, ...part }))
  const made = useMutation({ mutationFn: () => call(register({ body: { ...form, locale } })) })
  const errorAt = (pointer: string) =>
    made.error instanceof ApiError ? made.error.at(pointer) : undefined
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    made.mutate()
  }
  if (made.isSuccess) return <MailboxNotice text={t('mailed', { email: form.email })} />
  return (
    <form onSubmit={submit} className="grid gap-3">
      <Field label={t('name')} error={errorAt('/name')}>
        {(control) => (
          <Input
            {...control}
            autoComplete="name"
            autoFocus
            required
            maxLength={60}
            value={form.name}
            onChange={(event) => set({ name: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('email')} error={errorAt('/email')}>
        {(control) => (
          <Input
            {...control}
            type="email"
            autoComplete="username"
            required
            value={form.email}
            onChange={(event) => set({ email: event.target.value })}
          />
        )}
      </Field>
      <NewPasswordField
        label={t('password')}
        value={form.password}
        error={errorAt('/password')}
        onChange={(password) => set({ password })}
      />
      {made.error && <ErrorNotice error={made.error} />}
      <Button type="submit" variant="primary" busy={made.isPending} className="mt-1">
        {t('submit')}
      </Button>
      <p className="pt-2 text-[13px] text-fg-2">
        {t('haveAccount')}{' '}
        <Link href="/login" className="underline underline-offset-2">
          {t('signIn')}
        </Link>
      </p>
    </form>
  )
}

'use client'
import { setUp } from '@skyclust/api-client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type SyntheticEvent, useEffect, useState } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { ApiError, call } from '@/lib/api.ts'
import { homeOf, setupQuery } from '@/lib/queries.ts'
import { enter } from '@/lib/signed-in.ts'
import { AuthFrame } from './auth-frame.tsx'
import { Button } from './ui/button.tsx'
import { Checkbox, Field, Input } from './ui/field.tsx'
import { ErrorNotice } from './ui/notice.tsx'

const MIN_PASSWORD = 10

/** First run: makes the administrator; there is no default password. */
export function SetupForm() {
  const t = useTranslations('setup')
  const locale = useLocale()
  const router = useRouter()
  const cache = useQueryClient()
  const [form, setForm] = useState({ name: '', email: '', password: '', workspace: '' })
  const [shown, setShown] = useState(false)
  const set = (part: Partial<typeof form>) => setForm((before) => ({ ...before, ...part }))
  const { data: setup } = useQuery(setupQuery)
  const started = useMutation({
    mutationFn: () => {
      const { name, email, password, workspace } = form
      return call(
        setUp({
          body: {
            email,
            password,
            locale,
            ...(name.trim() === '' ? {} : { name }),
            workspace: { name: workspace.trim() === '' ? t('workspaceDefault') : workspace },
          },
        }),
      )
    },
    onSuccess(signedIn) {
      const me = enter(cache, signedIn)
      cache.setQueryData(setupQuery.queryKey, { required: false })
      router.replace(homeOf(me))
    },
  })
  const over = setup?.required === false && !started.isSuccess
  useEffect(() => {
    if (over) router.replace('/login')
  }, [router, over])
  const errorAt = (pointer: string) =>
    started.error instanceof ApiError ? started.error.at(pointer) : undefined
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    started.mutate()
  }
  return (
    <AuthFrame title={t('title')} description={t('description')}>
      <form onSubmit={submit} className="grid gap-3">
        <Field label={t('name')} error={errorAt('/name')}>
          {(control) => (
            <Input
              {...control}
              autoComplete="name"
              autoFocus
              maxLength={60}
              value={form.name}
              onChange={(event) => set({ name: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('email')} hint={t('emailHint')} error={errorAt('/email')}>
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
        <Field
          label={t('password')}
          hint={t('passwordHint', { min: MIN_PASSWORD })}
          error={errorAt('/password')}
        >
          {(control) => (
            <Input
              {...control}
              type={shown ? 'text' : 'password'}
              autoComplete="new-password"
              required
              minLength={MIN_PASSWORD}
              value={form.password}
              onChange={(event) => set({ password: event.target.value })}
            />
          )}
        </Field>
        <Checkbox
          label={t('showPassword')}
          checked={shown}
          onChange={(event) => setShown(event.target.checked)}
        />
        <Field label={t('workspace')} hint={t('workspaceHint')} error={errorAt('/workspace/name')}>
          {(control) => (
            <Input
              {...control}
              maxLength={60}
              placeholder={t('workspaceDefault')}
              value={form.workspace}
              onChange={(event) => set({ workspace: event.target.value })}
            />
          )}
        </Field>
        {started.error && <ErrorNotice error={started.error} />}
        <Button type="submit" variant="primary" busy={started.isPending} className="mt-1">
          {t('submit')}
        </Button>
      </form>
    </AuthFrame>
  )
}

'use client'
import { signIn } from '@skyclust/api-client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type SyntheticEvent, useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { call } from '@/lib/api.ts'
import { homeOf, setupQuery } from '@/lib/queries.ts'
import { enter } from '@/lib/signed-in.ts'
import { AuthFrame } from './auth-frame.tsx'
import { Button } from './ui/button.tsx'
import { Field, Input } from './ui/field.tsx'
import { ErrorNotice } from './ui/notice.tsx'

/** Path on this site to return to after sign-in; anything else is ignored. */
function returnPath(): string | undefined {
  const next = new URLSearchParams(location.search).get('next')
  return next !== null && /^\/workspaces\/[\w-]+/.test(next) ? next : undefined
}

export function LoginForm() {
  const t = useTranslations('login')
  const router = useRouter()
  const cache = useQueryClient()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const { data: setup } = useQuery(setupQuery)
  useEffect(() => {
    if (setup?.required === true) router.replace('/setup')
  }, [router, setup])
  const login = useMutation({
    mutationFn: () => call(signIn({ body: { email, password } })),
    onSuccess(outcome) {
      if (!('token' in outcome)) return
      const me = enter(cache, outcome)
      router.replace(returnPath() ?? homeOf(me))
    },
  })
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    login.mutate()
  }
  return (
    <AuthFrame title={t('title')}>
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
        <Field label={t('password')}>
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="current-password"
              required
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </Field>
        {login.error && <ErrorNotice error={login.error} />}
        <Button type="submit" variant="primary" busy={login.isPending} className="mt-1">
          {t('submit')}
        </Button>
      </form>
    </AuthFrame>
  )
}

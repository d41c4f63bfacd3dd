'use client'
import { type SecondFactorChallenge, signIn, type SignedIn } from '@skyclust/api-client'
import { useMutation, useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { type SyntheticEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { signInOptionsQuery } from '@/lib/account-queries.ts'
import { call } from '@/lib/api.ts'
import { useDebounced } from '@/lib/use-debounced.ts'
import { Button } from '../ui/button.tsx'
import { Field, Input } from '../ui/field.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { PasskeySignIn } from './passkey-sign-in.tsx'
import { SsoButtons } from './sso-buttons.tsx'

const TYPING_PAUSE_MS = 400
const COMPLETE = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/

/** E-mail and password; what else the address allows appears below as soon as it is complete. */
export function CredentialsStep({
  onSignedIn,
  onChallenge,
}: {
  readonly onSignedIn: (signedIn: SignedIn) => void
  readonly onChallenge: (challenge: SecondFactorChallenge) => void
}) {
  const t = useTranslations('login')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const settled = useDebounced(email.trim().toLowerCase(), TYPING_PAUSE_MS)
  const { data: options } = useQuery(signInOptionsQuery(COMPLETE.test(settled) ? settled : ''))
  const { data: everybody } = useQuery(signInOptionsQuery(''))
  const login = useMutation({
    mutationFn: () => call(signIn({ body: { email, password } })),
    onSuccess(outcome) {
      if ('token' in outcome) onSignedIn(outcome)
      else onChallenge(outcome)
    },
  })
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    login.mutate()
  }
  return (
    <>
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
      <div className="flex items-center gap-3 py-4 text-xs text-fg-3">
        <span className="h-px flex-1 bg-line" aria-hidden />
        {t('or')}
        <span className="h-px flex-1 bg-line" aria-hidden />
      </div>
      <div className="grid gap-2">
        <SsoButtons found={options?.providers ?? []} />
        <PasskeySignIn onSignedIn={onSignedIn} />
      </div>
      <p className="flex flex-wrap justify-between gap-x-4 gap-y-1 pt-5 text-[13px]">
        <Link href="/forgot-password" className="text-fg-2 underline underline-offset-2">
          {t('forgot')}
        </Link>
        {everybody?.registration === true && (
          <Link href="/register" className="text-fg-2 underline underline-offset-2">
            {t('register')}
          </Link>
        )}
      </p>
    </>
  )
}

'use client'
import type { SecondFactorChallenge, SignedIn } from '@skyclust/api-client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { homeOf, meQuery, setupQuery } from '@/lib/queries.ts'
import { returnPath } from '@/lib/return-path.ts'
import { enter } from '@/lib/signed-in.ts'
import { useUrlParam } from '@/lib/url-param.ts'
import { AuthFrame } from '../auth-frame.tsx'
import { CredentialsStep } from './credentials-step.tsx'
import { LoginRefusal } from './login-refusal.tsx'
import { SecondFactorStep } from './second-factor-step.tsx'

/** Signing in: e-mail and password, passkey or provider; then the second factor of who has one. */
export function LoginPage() {
  const t = useTranslations('login')
  const router = useRouter()
  const cache = useQueryClient()
  const [refusal] = useUrlParam('error')
  const [challenge, setChallenge] = useState<SecondFactorChallenge>()
  const { data: setup } = useQuery(setupQuery)
  const me = useQuery({ ...meQuery, staleTime: 0 })
  const present = me.isSuccess && !me.isFetching ? me.data : undefined
  useEffect(() => {
    if (setup?.required === true) router.replace('/setup')
    // Somebody whose linking was refused is still signed in, and has to read why.
    else if (present && refusal === '') router.replace(returnPath() ?? homeOf(present))
  }, [router, setup, present, refusal])
  const onSignedIn = (signedIn: SignedIn) => {
    const now = enter(cache, signedIn)
    router.replace(returnPath() ?? homeOf(now))
  }
  if (challenge)
    return (
      <AuthFrame title={t('secondFactor.title')} description={t('secondFactor.description')}>
        <SecondFactorStep
          challenge={challenge}
          onSignedIn={onSignedIn}
          onRestart={() => setChallenge(undefined)}
        />
      </AuthFrame>
    )
  return (
    <AuthFrame title={t('title')}>
      {refusal !== '' && <LoginRefusal code={refusal} me={present} />}
      <CredentialsStep onSignedIn={onSignedIn} onChallenge={setChallenge} />
    </AuthFrame>
  )
}

'use client'
import { challengePasskey, type SignedIn, signInWithPasskey } from '@skyclust/api-client'
import { useMutation } from '@tanstack/react-query'
import { Fingerprint } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { call } from '@/lib/api.ts'
import { showPasskey, useCanPasskey } from '@/lib/passkeys.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNotice } from '../ui/notice.tsx'

/** Signs in with a passkey alone: the browser knows for which account it has one. */
export function PasskeySignIn({
  onSignedIn,
}: {
  readonly onSignedIn: (signedIn: SignedIn) => void
}) {
  const t = useTranslations('login')
  const canPasskey = useCanPasskey()
  const login = useMutation({
    async mutationFn() {
      const { challenge, options } = await call(challengePasskey())
      const answer = await showPasskey(options)
      return call(signInWithPasskey({ body: { challenge, answer } }))
    },
    onSuccess: onSignedIn,
  })
  return (
    <>
      <Button
        busy={login.isPending}
        disabled={!canPasskey || login.isPending}
        title={canPasskey ? undefined : t('noPasskeyHere')}
        onClick={() => login.mutate()}
      >
        {!login.isPending && <Fingerprint className="size-4" aria-hidden />}
        {t('withPasskey')}
      </Button>
      {login.error && <ErrorNotice error={login.error} />}
    </>
  )
}

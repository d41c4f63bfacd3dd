'use client'
import { verifyEmail } from '@skyclust/api-client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { call } from '@/lib/api.ts'
import { meQuery } from '@/lib/queries.ts'
import { AuthFrame } from '../auth-frame.tsx'
import { Button, ButtonLink } from '../ui/button.tsx'
import { ErrorNotice, Notice } from '../ui/notice.tsx'
import { Skeleton } from '../ui/surface.tsx'

/** Confirms the address of the signed-in account: who cannot sign in to it may not be who made it. */
export function VerifyEmailPage() {
  const t = useTranslations('verifyEmail')
  const { token } = useParams<{ token: string }>()
  const me = useQuery({ ...meQuery, staleTime: 0 })
  const isSignedIn = me.data !== undefined && !me.isError
  return (
    <AuthFrame title={t('title')}>
      {me.isPending && <Skeleton className="h-20" />}
      {!me.isPending && (isSignedIn ? <Confirm token={token} /> : <SignInFirst token={token} />)}
    </AuthFrame>
  )
}

function SignInFirst({ token }: { readonly token: string }) {
  const t = useTranslations('verifyEmail')
  return (
    <div className="grid gap-4">
      <p className="text-[13px] text-fg-2">{t('signInFirst')}</p>
      <ButtonLink
        variant="primary"
        href={`/login?next=${encodeURIComponent(`/verify-email/${token}`)}`}
      >
        {t('signIn')}
      </ButtonLink>
      <ButtonLink href="/forgot-password">{t('newPassword')}</ButtonLink>
    </div>
  )
}

/** By a press of the person: programs that look through mail open links, too. */
function Confirm({ token }: { readonly token: string }) {
  const t = useTranslations('verifyEmail')
  const cache = useQueryClient()
  const verified = useMutation({
    mutationFn: () => call(verifyEmail({ body: { token } })),
    onSuccess: () => cache.invalidateQueries(meQuery),
  })
  if (verified.isSuccess)
    return (
      <div className="grid gap-4">
        <Notice tone="ok" title={t('done')}>
          {t('doneText')}
        </Notice>
        <ButtonLink href="/" variant="primary">
          {t('goOn')}
        </ButtonLink>
      </div>
    )
  return (
    <div className="grid gap-4">
      <p className="text-[13px] text-fg-2">{t('description')}</p>
      {verified.error && <ErrorNotice error={verified.error} />}
      {verified.error && <p className="text-[13px] text-fg-2">{t('again')}</p>}
      <Button
        variant="primary"
        autoFocus
        busy={verified.isPending}
        onClick={() => verified.mutate()}
      >
        {t('submit')}
      </Button>
    </div>
  )
}

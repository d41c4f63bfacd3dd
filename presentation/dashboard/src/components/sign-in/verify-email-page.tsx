'use client'
import { verifyEmail } from '@skyclust/api-client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useParams } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { call } from '@/lib/api.ts'
import { meQuery } from '@/lib/queries.ts'
import { AuthFrame } from '../auth-frame.tsx'
import { Button, ButtonLink } from '../ui/button.tsx'
import { ErrorNotice, Notice } from '../ui/notice.tsx'

/** Confirms the e-mail address by a press of the person: programs that look through mail open links, too. */
export function VerifyEmailPage() {
  const t = useTranslations('verifyEmail')
  const { token } = useParams<{ token: string }>()
  const cache = useQueryClient()
  const verified = useMutation({
    mutationFn: () => call(verifyEmail({ body: { token } })),
    onSuccess: () => cache.invalidateQueries(meQuery),
  })
  return (
    <AuthFrame title={t('title')} description={verified.isSuccess ? undefined : t('description')}>
      <div className="grid gap-4">
        {verified.isSuccess ? (
          <>
            <Notice tone="ok" title={t('done')}>
              {t('doneText')}
            </Notice>
            <ButtonLink href="/" variant="primary">
              {t('goOn')}
            </ButtonLink>
          </>
        ) : (
          <>
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
          </>
        )}
      </div>
    </AuthFrame>
  )
}

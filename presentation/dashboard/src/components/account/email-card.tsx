'use client'
import { resendEmailVerification, type User } from '@skyclust/api-client'
import { useMutation } from '@tanstack/react-query'
import { CircleAlert, CircleCheck } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { call } from '@/lib/api.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { TitledCard } from '../ui/surface.tsx'

/** The address, and whether it is known to be the person's. */
export function EmailCard({ user }: { readonly user: User }) {
  const t = useTranslations('account.email')
  const resend = useMutation({ mutationFn: () => call(resendEmailVerification()) })
  return (
    <TitledCard title={t('title')}>
      <p className="flex flex-wrap items-center gap-2 text-[13px]">
        <span className="break-all">{user.email}</span>
        {user.emailVerified ? (
          <Badge tone="ok" icon={<CircleCheck className="size-3" aria-hidden />}>
            {t('verified')}
          </Badge>
        ) : (
          <Badge tone="warn" icon={<CircleAlert className="size-3" aria-hidden />}>
            {t('notVerified')}
          </Badge>
        )}
      </p>
      <p className="pt-1 text-[13px] text-fg-2">
        {user.emailVerified ? t('use') : t('notVerifiedText')}
      </p>
      {!user.emailVerified && (
        <div className="flex flex-wrap items-center gap-3 pt-3">
          <Button
            busy={resend.isPending}
            disabled={resend.isPending || resend.isSuccess}
            onClick={() => resend.mutate()}
          >
            {t('resend')}
          </Button>
          <span role="status" className="text-[13px] text-ok">
            {resend.isSuccess && t('sent')}
          </span>
        </div>
      )}
      {resend.error && <ErrorNotice error={resend.error} className="mt-3" />}
    </TitledCard>
  )
}

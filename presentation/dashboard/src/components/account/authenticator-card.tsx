'use client'
import { type Me, type NewTotp, removeTotp, setUpTotp } from '@skyclust/api-client'
import { useQueryClient } from '@tanstack/react-query'
import { CircleCheck } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { call } from '@/lib/api.ts'
import { meQuery } from '@/lib/queries.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { ConfirmStep } from './confirm-step.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { TitledCard } from '../ui/surface.tsx'
import { useProved } from './use-proved.tsx'

const TotpDialog = dynamic(() => import('./totp-dialog.tsx').then((m) => m.TotpDialog), {
  ssr: false,
})

/** The authenticator app: set up, or removed. */
export function AuthenticatorCard({ me }: { readonly me: Me }) {
  const t = useTranslations('account.totp')
  const cache = useQueryClient()
  const [made, setMade] = useState<NewTotp>()
  const [isRemoving, setRemoving] = useState(false)
  const { totp, passkeys } = me.secondFactor
  const begin = useProved((proof) => call(setUpTotp({ body: proof })), setMade)
  const remove = useProved(
    (proof) => call(removeTotp({ body: proof })),
    async () => {
      setRemoving(false)
      await cache.invalidateQueries(meQuery)
    },
  )
  return (
    <TitledCard
      title={
        <span className="inline-flex items-center gap-2">
          {t('title')}
          {totp && (
            <Badge tone="ok" icon={<CircleCheck className="size-3" aria-hidden />}>
              {t('on')}
            </Badge>
          )}
        </span>
      }
      action={
        totp ? (
          <Button variant="danger" onClick={() => setRemoving(true)}>
            {t('remove')}
          </Button>
        ) : (
          <Button busy={begin.isPending} onClick={() => begin.run()}>
            {t('setUp')}
          </Button>
        )
      }
    >
      <p className="text-[13px] text-fg-2">{t(totp ? 'onText' : 'offText')}</p>
      {begin.error && <ErrorNotice error={begin.error} className="mt-3" />}
      {begin.dialog}
      {remove.dialog}
      {made && <TotpDialog made={made} onClose={() => setMade(undefined)} />}
      {isRemoving && remove.dialog === undefined && (
        <ConfirmStep
          title={t('removeTitle')}
          description={t(passkeys > 0 ? 'removeText' : 'removeLastText')}
          confirm={t('remove')}
          isPending={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.run()}
          onClose={() => setRemoving(false)}
        />
      )}
    </TitledCard>
  )
}

'use client'
import { type Me, renewRecoveryCodes } from '@skyclust/api-client'
import { useQueryClient } from '@tanstack/react-query'
import { type SyntheticEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { call } from '@/lib/api.ts'
import { meQuery } from '@/lib/queries.ts'
import { CodeField } from '../sign-in/code-field.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ErrorNotice, Notice } from '../ui/notice.tsx'
import { TitledCard } from '../ui/surface.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import { type Proof, useProved } from './use-proved.tsx'

const FEW = 3

/** How many codes are left, and new ones. */
export function RecoveryCodesCard({ me: { secondFactor } }: { readonly me: Me }) {
  const t = useTranslations('account.recovery')
  const [isRenewing, setRenewing] = useState(false)
  const { recoveryCodesLeft: left, totp } = secondFactor
  return (
    <TitledCard
      title={t('title')}
      action={<Button onClick={() => setRenewing(true)}>{t('renew')}</Button>}
    >
      <p className="text-[13px] text-fg-2">{t('left', { count: left })}</p>
      {left < FEW && <Notice tone="warn" title={t('few')} className="mt-3" />}
      {isRenewing && <RenewDialog withCode={totp} onClose={() => setRenewing(false)} />}
    </TitledCard>
  )
}

function RenewDialog({
  withCode,
  onClose,
}: {
  readonly withCode: boolean
  readonly onClose: () => void
}) {
  const t = useTranslations('account.recovery')
  const common = useTranslations('common')
  const cache = useQueryClient()
  const [code, setCode] = useState('')
  const [codes, setCodes] = useState<readonly string[]>()
  const renew = useProved(
    (proof: Proof) => call(renewRecoveryCodes({ body: withCode ? { code } : proof })),
    async ({ recoveryCodes }) => {
      setCodes(recoveryCodes)
      await cache.invalidateQueries(meQuery)
    },
  )
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    renew.run()
  }
  if (renew.dialog !== undefined) return renew.dialog
  return (
    <Dialog
      title={t('renewTitle')}
      {...(codes ? {} : { description: t('renewText') })}
      onClose={onClose}
    >
      {codes ? (
        <RecoveryCodes codes={codes} onDone={onClose} />
      ) : (
        <form onSubmit={submit} className="grid gap-4">
          {withCode && <CodeField label={t('code')} value={code} onChange={setCode} />}
          {renew.error && <ErrorNotice error={renew.error} />}
          <div className="flex justify-end gap-2">
            <Button onClick={onClose}>{common('cancel')}</Button>
            <Button type="submit" variant="primary" busy={renew.isPending}>
              {t('renew')}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  )
}

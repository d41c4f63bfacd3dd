'use client'
import { confirmTotp, type NewTotp } from '@skyclust/api-client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type SyntheticEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { call } from '@/lib/api.ts'
import { meQuery } from '@/lib/queries.ts'
import { CodeField, isWholeCode } from '../sign-in/code-field.tsx'
import { Button } from '../ui/button.tsx'
import { CopyField } from '../ui/copy-field.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { QrCode } from './qr-code.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'

/** Scan, confirm by a code, keep the recovery codes. */
export function TotpDialog({
  made: { secret, uri },
  onClose,
}: {
  readonly made: NewTotp
  readonly onClose: () => void
}) {
  const t = useTranslations('account.totp')
  const cache = useQueryClient()
  const [code, setCode] = useState('')
  const confirmed = useMutation({
    mutationFn: (entered: string) => call(confirmTotp({ body: { code: entered } })),
    onSuccess: () => cache.invalidateQueries(meQuery),
    onError: () => setCode(''),
  })
  const enter = (next: string) => {
    setCode(next)
    if (isWholeCode(next) && !confirmed.isPending) confirmed.mutate(next)
  }
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    if (!confirmed.isPending) confirmed.mutate(code)
  }
  if (confirmed.data)
    return (
      <Dialog title={t('done')} description={t('doneText')} onClose={onClose}>
        <RecoveryCodes codes={confirmed.data.recoveryCodes} onDone={onClose} />
      </Dialog>
    )
  return (
    <Dialog title={t('setUpTitle')} description={t('setUpText')} onClose={onClose}>
      <form onSubmit={submit} className="grid gap-4">
        <QrCode text={uri} label={t('qr')} />
        <CopyField label={t('secret')} text={secret} />
        <CodeField label={t('code')} hint={t('codeHint')} value={code} onChange={enter} />
        {confirmed.error && <ErrorNotice error={confirmed.error} />}
        <Button type="submit" variant="primary" busy={confirmed.isPending}>
          {t('confirm')}
        </Button>
      </form>
    </Dialog>
  )
}

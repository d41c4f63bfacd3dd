'use client'
import { deletePasskey, type Passkey } from '@skyclust/api-client'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { call } from '@/lib/api.ts'
import { meQuery } from '@/lib/queries.ts'
import { ConfirmStep } from './confirm-step.tsx'
import { useProved } from './use-proved.tsx'

export function RemovePasskey({
  passkey: { id, name },
  onClose,
}: {
  readonly passkey: Passkey
  readonly onClose: () => void
}) {
  const t = useTranslations('account.passkeys')
  const cache = useQueryClient()
  const remove = useProved(
    (proof) => call(deletePasskey({ path: { id }, body: proof })),
    async () => {
      onClose()
      await cache.invalidateQueries(meQuery)
    },
  )
  return (
    remove.dialog ?? (
      <ConfirmStep
        title={t('removeNamed', { name })}
        description={t('removeText')}
        confirm={t('remove')}
        isPending={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.run()}
        onClose={onClose}
      />
    )
  )
}

'use client'
import { type Credential, deleteCredential } from '@skyclust/api-client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { call } from '@/lib/api.ts'
import { credentialsQuery } from '@/lib/queries.ts'
import { useRoute } from '@/lib/route.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ErrorNotice } from '../ui/notice.tsx'

export function DeleteCredential({
  credential,
  onClose,
}: {
  readonly credential: Credential
  readonly onClose: () => void
}) {
  const t = useTranslations()
  const { ws } = useRoute()
  const cache = useQueryClient()
  const removal = useMutation({
    mutationFn: () => call(deleteCredential({ path: { workspaceId: ws, id: credential.id } })),
    async onSuccess() {
      await cache.invalidateQueries(credentialsQuery(ws))
      onClose()
    },
  })
  return (
    <Dialog
      title={t('credentials.deleteNamed', { name: credential.name })}
      description={t('credentials.deleteText')}
      onClose={onClose}
    >
      {removal.error && <ErrorNotice error={removal.error} className="mb-3" />}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button variant="danger" busy={removal.isPending} onClick={() => removal.mutate()}>
          {t('common.delete')}
        </Button>
      </div>
    </Dialog>
  )
}

'use client'
import { useTranslations } from 'use-intl'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ErrorNotice } from '../ui/notice.tsx'

/** Asks before something that hurts and may have to be proved afterwards: the deed is the caller's. */
export function ConfirmStep({
  title,
  description,
  confirm,
  isPending,
  error,
  onConfirm,
  onClose,
}: {
  readonly title: string
  readonly description: string
  readonly confirm: string
  readonly isPending: boolean
  readonly error: Error | null
  readonly onConfirm: () => void
  readonly onClose: () => void
}) {
  const t = useTranslations('common')
  return (
    <Dialog title={title} description={description} onClose={onClose}>
      {error && <ErrorNotice error={error} className="mb-3" />}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t('cancel')}</Button>
        <Button variant="danger" busy={isPending} onClick={onConfirm}>
          {confirm}
        </Button>
      </div>
    </Dialog>
  )
}

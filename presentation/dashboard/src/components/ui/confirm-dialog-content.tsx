'use client'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, type SyntheticEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { Field, Input } from './field.tsx'
import { ErrorNotice } from './notice.tsx'

/** What is to be confirmed, and what then happens. */
export interface Confirmation {
  readonly title: string
  readonly description: string
  /** Words of the button that does it. */
  readonly confirm: string
  readonly typed?: string
  readonly danger?: boolean
  readonly run: () => Promise<unknown>
  /** How a refusal is shown, where the usual notice does not say enough. */
  readonly failure?: (error: Error) => ReactNode
  readonly onClose: () => void
  readonly children?: ReactNode
}

/** Asks before something that hurts; with `typed` that text must be entered first. Closes when it is done. */
export function ConfirmDialogContent({
  title,
  description,
  confirm,
  typed,
  danger = true,
  run,
  failure,
  onClose,
  children,
}: Confirmation) {
  const t = useTranslations()
  const [entered, setEntered] = useState('')
  const deed = useMutation({ mutationFn: run, onSuccess: onClose })
  const isReady = typed === undefined || entered === typed
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    if (isReady) deed.mutate()
  }
  return (
    <Dialog title={title} description={description} onClose={onClose}>
      <form onSubmit={submit} className="grid gap-4">
        {children}
        {typed !== undefined && (
          <Field label={t('destructive.typeName', { name: typed })}>
            {(control) => (
              <Input
                {...control}
                autoFocus
                className="font-mono"
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                value={entered}
                onChange={(event) => setEntered(event.target.value)}
              />
            )}
          </Field>
        )}
        {deed.error && (failure?.(deed.error) ?? <ErrorNotice error={deed.error} />)}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            type="submit"
            variant={danger ? 'danger' : 'primary'}
            busy={deed.isPending}
            disabled={!isReady || deed.isPending}
          >
            {confirm}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

'use client'
import { useQuery } from '@tanstack/react-query'
import { type SyntheticEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { leave } from '@/lib/leave.ts'
import { meQuery } from '@/lib/queries.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field, Input } from '../ui/field.tsx'
import { ErrorNotice } from '../ui/notice.tsx'

/** Asks for the password once more; who has none signs in afresh. */
export function ReauthenticationDialog({
  error,
  isPending,
  onPassword,
  onClose,
}: {
  readonly error: Error | null
  readonly isPending: boolean
  readonly onPassword: (password: string) => void
  readonly onClose: () => void
}) {
  const t = useTranslations('account.reauthentication')
  const common = useTranslations('common')
  const { data } = useQuery(meQuery)
  const [password, setPassword] = useState('')
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    onPassword(password)
  }
  if (data?.hasPassword === false)
    return (
      <Dialog title={t('title')} description={t('withoutPassword')} onClose={onClose}>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{common('cancel')}</Button>
          <Button variant="primary" onClick={() => void signInAgain()}>
            {t('signInAgain')}
          </Button>
        </div>
      </Dialog>
    )
  return (
    <Dialog title={t('title')} description={t('description')} onClose={onClose}>
      <form onSubmit={submit} className="grid gap-3">
        <Field label={t('password')}>
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="current-password"
              required
              autoFocus
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </Field>
        {error && <ErrorNotice error={error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{common('cancel')}</Button>
          <Button type="submit" variant="primary" busy={isPending}>
            {t('submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function signInAgain(): Promise<void> {
  return leave(() => location.assign(`/login?next=${encodeURIComponent(location.pathname)}`))
}

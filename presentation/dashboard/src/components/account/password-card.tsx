'use client'
import { changePassword, type Me } from '@skyclust/api-client'
import { useQueryClient } from '@tanstack/react-query'
import { type SyntheticEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { ApiError, call } from '@/lib/api.ts'
import { meQuery } from '@/lib/queries.ts'
import { NewPasswordField } from '../sign-in/new-password-field.tsx'
import { Button } from '../ui/button.tsx'
import { Field, Input } from '../ui/field.tsx'
import { ErrorNotice, Notice } from '../ui/notice.tsx'
import { TitledCard } from '../ui/surface.tsx'
import { useProved } from './use-proved.tsx'

/** Changes the password, or sets the first one of who came by a provider. */
export function PasswordCard({ me: { user, hasPassword } }: { readonly me: Me }) {
  const t = useTranslations('account.password')
  const common = useTranslations('common')
  const cache = useQueryClient()
  const [isOpen, setOpen] = useState(false)
  const [currentPassword, setCurrent] = useState('')
  const [newPassword, setNew] = useState('')
  const [isDone, setDone] = useState(false)
  const close = () => {
    setOpen(false)
    setCurrent('')
    setNew('')
  }
  const change = useProved(
    () =>
      call(changePassword({ body: { newPassword, ...(hasPassword ? { currentPassword } : {}) } })),
    async () => {
      close()
      setDone(true)
      await cache.invalidateQueries(meQuery)
    },
  )
  const errorAt = (pointer: string) =>
    change.error instanceof ApiError ? change.error.at(pointer) : undefined
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    change.run()
  }
  const open = () => {
    setDone(false)
    setOpen(true)
  }
  return (
    <TitledCard
      title={t('title')}
      action={!isOpen && <Button onClick={open}>{t(hasPassword ? 'change' : 'set')}</Button>}
    >
      {isDone && <Notice tone="ok" title={t('done')} />}
      {!isOpen && !isDone && (
        <p className="text-[13px] text-fg-2">{t(hasPassword ? 'isSet' : 'isNotSet')}</p>
      )}
      {isOpen && (
        <form onSubmit={submit} className="grid max-w-sm gap-3">
          <input
            type="email"
            autoComplete="username"
            hidden
            readOnly
            value={user.email}
            aria-label={t('account')}
          />
          {hasPassword && (
            <Field label={t('current')}>
              {(control) => (
                <Input
                  {...control}
                  type="password"
                  autoComplete="current-password"
                  required
                  autoFocus
                  value={currentPassword}
                  onChange={(event) => setCurrent(event.target.value)}
                />
              )}
            </Field>
          )}
          <NewPasswordField
            label={t('new')}
            value={newPassword}
            error={errorAt('/newPassword')}
            autoFocus={!hasPassword}
            onChange={setNew}
          />
          {change.error && <ErrorNotice error={change.error} />}
          <p className="text-xs text-fg-3">{t('endsOthers')}</p>
          <div className="flex gap-2">
            <Button type="submit" variant="primary" busy={change.isPending}>
              {t('save')}
            </Button>
            <Button onClick={close}>{common('cancel')}</Button>
          </div>
        </form>
      )}
      {change.dialog}
    </TitledCard>
  )
}

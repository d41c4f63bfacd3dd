'use client'
import type { InvitationPreview } from '@skyclust/api-client'
import { type SyntheticEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { ApiError } from '@/lib/api.ts'
import { NewPasswordField } from '../sign-in/new-password-field.tsx'
import { Button } from '../ui/button.tsx'
import { Field, Input } from '../ui/field.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { ProviderJoin } from './provider-join.tsx'
import { useJoin } from './use-join.ts'

/** For who has no account: by the workspace's provider, or with a name and a new password. */
export function CreateAndJoin({
  token,
  invitation,
}: {
  readonly token: string
  readonly invitation: InvitationPreview
}) {
  const t = useTranslations('invitation')
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const join = useJoin(token)
  const errorAt = (pointer: string) =>
    join.error instanceof ApiError ? join.error.at(pointer) : undefined
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    join.mutate({ name, password })
  }
  return (
    <>
      <ProviderJoin token={token} invitation={invitation} />
      <form onSubmit={submit} className="grid gap-3" aria-label={t('createAccount')}>
        <h2 className="text-[13px] font-medium">{t('createAccount')}</h2>
        {/* So that password managers know what the new password belongs to. */}
        <input
          type="email"
          autoComplete="username"
          hidden
          readOnly
          value={invitation.email}
          aria-label={t('for')}
        />
        <Field label={t('name')} error={errorAt('/name')}>
          {(control) => (
            <Input
              {...control}
              autoComplete="name"
              required
              maxLength={60}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <NewPasswordField
          label={t('password')}
          value={password}
          error={errorAt('/password')}
          onChange={setPassword}
        />
        {join.error && <ErrorNotice error={join.error} />}
        <Button type="submit" variant="primary" busy={join.isPending} className="mt-1">
          {t('createAndJoin')}
        </Button>
      </form>
    </>
  )
}

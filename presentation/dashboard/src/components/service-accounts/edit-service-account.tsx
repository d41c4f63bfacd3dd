'use client'
import {
  createServiceAccount,
  type ServiceAccount,
  updateServiceAccount,
} from '@skyclust/api-client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type SyntheticEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { ApiError, call } from '@/lib/api.ts'
import { serviceAccountsQuery } from '@/lib/people.ts'
import { randomKey } from '@/lib/random-key.ts'
import { useRoute } from '@/lib/route.ts'
import { RoleSelect } from '../members/role-select.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field, Input } from '../ui/field.tsx'
import { ErrorNotice } from '../ui/notice.tsx'

/** Makes a service account, or changes its name, description and role. */
export function EditServiceAccount({
  account,
  onClose,
}: {
  readonly account: ServiceAccount | undefined
  readonly onClose: () => void
}) {
  const t = useTranslations()
  const { ws } = useRoute()
  const cache = useQueryClient()
  const [name, setName] = useState(account?.name ?? '')
  const [description, setDescription] = useState(account?.description ?? '')
  const [role, setRole] = useState(account?.role ?? 'viewer')
  const saved = useMutation({
    mutationFn: () => {
      const body = { name, description, role }
      const path = { workspaceId: ws }
      return call(
        account
          ? updateServiceAccount({
              path: { ...path, id: account.id },
              body,
              headers: { 'if-match': `"${account.version}"` },
            })
          : createServiceAccount({ path, body, headers: { 'idempotency-key': randomKey() } }),
      )
    },
    async onSuccess() {
      onClose()
      await cache.invalidateQueries(serviceAccountsQuery(ws))
    },
  })
  const errorAt = (pointer: string) =>
    saved.error instanceof ApiError ? saved.error.at(pointer) : undefined
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    saved.mutate()
  }
  return (
    <Dialog
      title={
        account
          ? t('serviceAccounts.editNamed', { name: account.name })
          : t('serviceAccounts.create')
      }
      description={t('serviceAccounts.editorText')}
      onClose={onClose}
    >
      <form onSubmit={submit} className="grid gap-4">
        <Field label={t('serviceAccounts.name')} error={errorAt('/name')}>
          {(control) => (
            <Input
              {...control}
              autoFocus
              required
              maxLength={60}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('serviceAccounts.description')} error={errorAt('/description')}>
          {(control) => (
            <Input
              {...control}
              maxLength={300}
              value={description}
              onChange={(event) => setDescription(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('serviceAccounts.role')} error={errorAt('/role')}>
          {(control) => (
            <RoleSelect
              {...control}
              value={role}
              {...(account ? { current: account } : {})}
              onValue={setRole}
            />
          )}
        </Field>
        {saved.error && <ErrorNotice error={saved.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="primary" busy={saved.isPending}>
            {t(account ? 'common.save' : 'serviceAccounts.create')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

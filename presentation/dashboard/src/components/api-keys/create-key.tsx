'use client'
import type { CreateApiKeyRequest, NewApiKey } from '@skyclust/api-client'
import { useMutation } from '@tanstack/react-query'
import { type SyntheticEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { ApiError, call } from '@/lib/api.ts'
import { type Permission, useRights } from '@/lib/permissions.ts'
import { PermissionGrid } from '../roles/permission-grid.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field, Input, Select } from '../ui/field.tsx'
import { ErrorNotice } from '../ui/notice.tsx'

const DAYS = [7, 30, 90, 180, 365] as const
const USUAL_DAYS = 90

/** Makes a key of the scopes chosen, for oneself or for a service account. */
export function CreateKey({
  title,
  whyNot,
  create,
  onMade,
  onClose,
}: {
  readonly title: string
  readonly whyNot: (permission: Permission) => string | undefined
  readonly create: (
    body: CreateApiKeyRequest,
  ) => Promise<{ data?: NewApiKey; error?: unknown; response?: Response }>
  readonly onMade: (key: NewApiKey) => void
  readonly onClose: () => void
}) {
  const t = useTranslations()
  const rights = useRights()
  const [name, setName] = useState('')
  const [days, setDays] = useState<number>(USUAL_DAYS)
  const [scopes, setScopes] = useState<ReadonlySet<Permission>>(new Set())
  const made = useMutation({
    mutationFn: () => call(create({ name, scopes: [...scopes], expiresInDays: days })),
    onSuccess: onMade,
  })
  const errorAt = (pointer: string) =>
    made.error instanceof ApiError ? made.error.at(pointer) : undefined
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    made.mutate()
  }
  return (
    <Dialog title={title} description={t('apiKeys.createText')} onClose={onClose} wide>
      <form onSubmit={submit} className="grid gap-4">
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label={t('apiKeys.name')} hint={t('apiKeys.nameHint')} error={errorAt('/name')}>
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
          <Field label={t('apiKeys.expires')} error={errorAt('/expiresInDays')}>
            {(control) => (
              <Select
                {...control}
                value={days}
                onChange={(event) => setDays(Number(event.target.value))}
              >
                {DAYS.map((count) => (
                  <option key={count} value={count}>
                    {t('apiKeys.days', { count })}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        <PermissionGrid
          legend={t('apiKeys.scopes')}
          permissions={rights.rulings.map(({ permission }) => permission)}
          chosen={scopes}
          whyNot={whyNot}
          onChange={setScopes}
        />
        {made.error && <ErrorNotice error={made.error} />}
        <div className="flex items-center justify-end gap-2">
          {scopes.size === 0 && (
            <p className="mr-auto text-xs text-fg-3">{t('apiKeys.needsOne')}</p>
          )}
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            type="submit"
            variant="primary"
            busy={made.isPending}
            disabled={scopes.size === 0 || made.isPending}
          >
            {t('apiKeys.create')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

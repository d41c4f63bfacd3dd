'use client'
import { addPasskey, beginPasskey } from '@skyclust/api-client'
import { useQueryClient } from '@tanstack/react-query'
import { type SyntheticEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { call } from '@/lib/api.ts'
import { makePasskey } from '@/lib/passkeys.ts'
import { meQuery } from '@/lib/queries.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field, Input } from '../ui/field.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import { useProved } from './use-proved.tsx'

/** Names a new passkey, has the browser make it, and shows the recovery codes when it is the first factor. */
export function AddPasskey({ onClose }: { readonly onClose: () => void }) {
  const t = useTranslations('account.passkeys')
  const common = useTranslations('common')
  const cache = useQueryClient()
  const [name, setName] = useState('')
  const [codes, setCodes] = useState<readonly string[]>()
  const add = useProved(
    async (proof) => {
      const { options } = await call(beginPasskey({ body: proof }))
      const answer = await makePasskey(options)
      return call(addPasskey({ body: { name: name.trim(), answer } }))
    },
    async ({ recoveryCodes }) => {
      await cache.invalidateQueries(meQuery)
      if (recoveryCodes === null) onClose()
      else setCodes(recoveryCodes)
    },
  )
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    add.run()
  }
  if (add.dialog !== undefined) return add.dialog
  if (codes)
    return (
      <Dialog title={t('done')} description={t('doneText')} onClose={onClose}>
        <RecoveryCodes codes={codes} onDone={onClose} />
      </Dialog>
    )
  return (
    <Dialog title={t('addTitle')} description={t('addText')} onClose={onClose}>
      <form onSubmit={submit} className="grid gap-4">
        <Field label={t('name')} hint={t('nameHint')}>
          {(control) => (
            <Input
              {...control}
              required
              autoFocus
              autoComplete="off"
              maxLength={60}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        {add.error && <ErrorNotice error={add.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{common('cancel')}</Button>
          <Button type="submit" variant="primary" busy={add.isPending}>
            {t('make')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

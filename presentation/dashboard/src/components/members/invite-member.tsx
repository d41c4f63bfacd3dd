'use client'
import { inviteMember, type NewInvitation } from '@skyclust/api-client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type SyntheticEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { ApiError, call } from '@/lib/api.ts'
import { invitationsQuery } from '@/lib/people.ts'
import { useRoute } from '@/lib/route.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field, Input } from '../ui/field.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { RoleSelect } from './role-select.tsx'

export function InviteMember({
  onMade,
  onClose,
}: {
  readonly onMade: (made: NewInvitation) => void
  readonly onClose: () => void
}) {
  const t = useTranslations()
  const { ws } = useRoute()
  const cache = useQueryClient()
  const [email, setEmail] = useState('')
  const [role, setRole] = useState('viewer')
  const invitation = useMutation({
    mutationFn: () => call(inviteMember({ path: { workspaceId: ws }, body: { email, role } })),
    async onSuccess(made) {
      onMade(made)
      onClose()
      await cache.invalidateQueries(invitationsQuery(ws))
    },
  })
  const errorAt = (pointer: string) =>
    invitation.error instanceof ApiError ? invitation.error.at(pointer) : undefined
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    invitation.mutate()
  }
  return (
    <Dialog title={t('members.invite')} description={t('invitations.inviteText')} onClose={onClose}>
      <form onSubmit={submit} className="grid gap-4">
        <Field label={t('invitations.email')} error={errorAt('/email')}>
          {(control) => (
            <Input
              {...control}
              autoFocus
              type="email"
              required
              maxLength={254}
              autoComplete="off"
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
          )}
        </Field>
        <Field
          label={t('invitations.role')}
          hint={t('invitations.roleHint')}
          error={errorAt('/role')}
        >
          {(control) => <RoleSelect {...control} value={role} onValue={setRole} />}
        </Field>
        {invitation.error && <ErrorNotice error={invitation.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="primary" busy={invitation.isPending}>
            {t('invitations.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

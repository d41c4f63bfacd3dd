'use client'
import {
  disablePlatformUser,
  enablePlatformUser,
  type PlatformUserDetail,
  resetSecondFactor,
  setPlatformAdmin,
} from '@skyclust/api-client'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { call } from '@/lib/api.ts'
import { meQuery } from '@/lib/queries.ts'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'

export type Deed = 'disable' | 'enable' | 'reset' | 'promote' | 'revoke'

const HURTS: ReadonlySet<Deed> = new Set(['disable', 'reset', 'revoke'])

/** Says what a change to somebody's account means, and makes it. */
export function UserDeed({
  user: { id, name, email },
  deed,
  onClose,
}: {
  readonly user: PlatformUserDetail
  readonly deed: Deed
  readonly onClose: () => void
}) {
  const t = useTranslations('admin.users')
  const cache = useQueryClient()
  const run = async () => {
    await perform(id, deed)
    // Administrators can take their own rights away, too.
    await Promise.all([
      cache.invalidateQueries({ queryKey: ['platform'] }),
      cache.invalidateQueries(meQuery),
    ])
  }
  return (
    <ConfirmDialog
      title={t(`deed.${deed}.title`, { name })}
      description={t(`deed.${deed}.text`, { email })}
      confirm={t(`deed.${deed}.button`)}
      danger={HURTS.has(deed)}
      run={run}
      onClose={onClose}
    />
  )
}

function perform(id: string, deed: Deed): Promise<unknown> {
  const path = { id }
  switch (deed) {
    case 'disable':
      return call(disablePlatformUser({ path }))
    case 'enable':
      return call(enablePlatformUser({ path }))
    case 'reset':
      return call(resetSecondFactor({ path }))
    case 'promote':
      return call(setPlatformAdmin({ path, body: { value: true } }))
    case 'revoke':
      return call(setPlatformAdmin({ path, body: { value: false } }))
  }
  return deed satisfies never
}

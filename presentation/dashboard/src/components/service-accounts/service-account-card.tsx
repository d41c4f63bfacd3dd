'use client'
import {
  type ApiKey,
  createServiceAccountKey,
  deleteServiceAccount,
  type NewApiKey,
  type ServiceAccount,
  updateServiceAccount,
} from '@skyclust/api-client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Ban, Pencil, Plus, RotateCcw, Trash2 } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { call } from '@/lib/api.ts'
import { beyondOwn, reachOf } from '@/lib/grants.ts'
import { serviceAccountsQuery } from '@/lib/people.ts'
import { type Permission, useRights, useRoleName } from '@/lib/permissions.ts'
import { useRoute } from '@/lib/route.ts'
import { KeyTable } from '../api-keys/key-table.tsx'
import { useRoles } from '../members/role-select.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { Card } from '../ui/surface.tsx'

const CreateKey = dynamic(() => import('../api-keys/create-key.tsx').then((m) => m.CreateKey), {
  ssr: false,
})

export function ServiceAccountCard({
  account,
  keys,
  onEdit,
  onKeyMade,
}: {
  readonly account: ServiceAccount
  /** Undefined while they are unknown, or for who may not see them. */
  readonly keys: readonly ApiKey[] | undefined
  readonly onEdit: () => void
  readonly onKeyMade: (key: NewApiKey) => void
}) {
  const t = useTranslations()
  const { ws } = useRoute()
  const cache = useQueryClient()
  const rights = useRights()
  const roleNameOf = useRoleName()
  const { whyBeyond } = useRoles()
  const [doing, setDoing] = useState<'key' | 'delete'>()
  const { id, name, version } = account
  const path = { workspaceId: ws, id }
  const isDisabled = account.disabledAt !== null
  const refresh = () => cache.invalidateQueries(serviceAccountsQuery(ws))
  const toggle = useMutation({
    mutationFn: () =>
      call(
        updateServiceAccount({
          path,
          body: { disabled: !isDisabled },
          headers: { 'if-match': `"${version}"` },
        }),
      ),
    onSettled: refresh,
  })
  const whyNotKey = useWhyNotKey(account)
  const beyond = whyBeyond(account.role)
  const whyNotChange = rights.why('service-account:update') ?? beyond
  const ToggleIcon = isDisabled ? RotateCcw : Ban
  return (
    <li>
      <Card className="grid gap-3 p-4">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <h3 className="font-medium">{name}</h3>
          <span className="text-[13px] text-fg-2">{roleNameOf(account)}</span>
          {isDisabled && <Badge tone="warn">{t('serviceAccounts.disabled')}</Badge>}
          <span className="ml-auto flex flex-wrap gap-1">
            <Button
              size="sm"
              denied={rights.why('api-key:manage')}
              onClick={() => setDoing('key')}
              aria-label={t('serviceAccounts.createKeyFor', { name })}
            >
              <Plus className="size-3.5" aria-hidden />
              {t('serviceAccounts.createKey')}
            </Button>
            <Button
              size="sm"
              variant="ghost"
              denied={whyNotChange}
              onClick={onEdit}
              aria-label={t('serviceAccounts.editNamed', { name })}
            >
              <Pencil className="size-3.5" aria-hidden />
            </Button>
            <Button
              size="sm"
              variant="ghost"
              denied={whyNotChange}
              busy={toggle.isPending}
              onClick={() => toggle.mutate()}
              aria-label={t(`serviceAccounts.${isDisabled ? 'enableNamed' : 'disableNamed'}`, {
                name,
              })}
            >
              <ToggleIcon className="size-3.5" aria-hidden />
              {t(`serviceAccounts.${isDisabled ? 'enable' : 'disable'}`)}
            </Button>
            <Button
              size="sm"
              variant="ghost"
              denied={rights.why('service-account:delete') ?? beyond}
              onClick={() => setDoing('delete')}
              aria-label={t('serviceAccounts.deleteNamed', { name })}
            >
              <Trash2 className="size-3.5" aria-hidden />
            </Button>
          </span>
        </div>
        {account.description !== '' && (
          <p className="text-[13px] text-fg-2">{account.description}</p>
        )}
        {keys && keys.length > 0 && <KeyTable keys={keys} mine={undefined} showOwner={false} />}
        {keys?.length === 0 && (
          <p className="text-[13px] text-fg-3">{t('serviceAccounts.noKeys')}</p>
        )}
        {toggle.error && <ErrorNotice error={toggle.error} />}
      </Card>
      {doing === 'key' && (
        <CreateKey
          title={t('serviceAccounts.createKeyFor', { name })}
          whyNot={whyNotKey}
          create={(body) => createServiceAccountKey({ path, body })}
          onMade={(key) => {
            setDoing(undefined)
            onKeyMade(key)
            void cache.invalidateQueries({ queryKey: ['ws', ws, 'api-keys'] })
          }}
          onClose={() => setDoing(undefined)}
        />
      )}
      {doing === 'delete' && (
        <ConfirmDialog
          title={t('serviceAccounts.deleteNamed', { name })}
          description={t('serviceAccounts.deleteText')}
          confirm={t('common.delete')}
          typed={name}
          run={async () => {
            await call(deleteServiceAccount({ path, headers: { 'if-match': `"${version}"` } }))
            await refresh()
          }}
          onClose={() => setDoing(undefined)}
        />
      )}
    </li>
  )
}

/** Why a key of this account cannot have a permission: its role lacks it, or the reader does. */
function useWhyNotKey({ role, roleName }: ServiceAccount) {
  const t = useTranslations('serviceAccounts')
  const rights = useRights()
  const roleNameOf = useRoleName()
  const { roles } = useRoles()
  const grants = roles.find(({ id }) => id === role)?.grants ?? []
  return (permission: Permission): string | undefined => {
    if (reachOf(grants, permission) === 'none')
      return t('notInRole', { role: roleNameOf({ role, roleName }) })
    const asked = grants.map((grant) => ({
      ...grant,
      permissions: grant.permissions.filter((each) => each === permission),
    }))
    if (beyondOwn(rights.rulings, asked).length === 0) return undefined
    return rights.why(permission) ?? t('beyondOwn')
  }
}

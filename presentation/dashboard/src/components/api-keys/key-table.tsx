'use client'
import { type ApiKey, revokeApiKey } from '@skyclust/api-client'
import { useQueryClient } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { call } from '@/lib/api.ts'
import { formatAgo, formatTime } from '@/lib/format.ts'
import { usePermissionName, useRights } from '@/lib/permissions.ts'
import { useRoute } from '@/lib/route.ts'
import { useNow } from '@/lib/use-now.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { Card } from '../ui/surface.tsx'

const MINUTE = 60_000
const WEEK_MS = 7 * 86_400_000

export function KeyTable({
  keys,
  mine,
  showOwner,
}: {
  readonly keys: readonly ApiKey[]
  /** Id of the reader, who ends their own keys without further permission. */
  readonly mine: string | undefined
  readonly showOwner: boolean
}) {
  const t = useTranslations('apiKeys')
  const { ws } = useRoute()
  const cache = useQueryClient()
  const [doomed, setDoomed] = useState<ApiKey>()
  const columns = [
    'name',
    ...(showOwner ? (['owner'] as const) : []),
    'scopes',
    'lastUsed',
    'expires',
    'actions',
  ] as const
  return (
    <Card className="relative overflow-x-auto">
      <table className="w-full text-[13px]">
        <caption className="sr-only">{t('title')}</caption>
        <thead>
          <tr className="border-b border-line bg-bg-2 text-left text-xs whitespace-nowrap text-fg-2 [&>th]:px-3 [&>th]:py-2 [&>th]:font-medium">
            {columns.map((column) => (
              <th key={column} scope="col">
                <span className={column === 'actions' ? 'sr-only' : ''}>{t(column)}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <KeyRow
              key={key.id}
              apiKey={key}
              isMine={key.principal.id === mine}
              showOwner={showOwner}
              onRevoke={() => setDoomed(key)}
            />
          ))}
        </tbody>
      </table>
      {doomed && (
        <ConfirmDialog
          title={t('revokeNamed', { name: doomed.name })}
          description={t('revokeText')}
          confirm={t('revoke')}
          run={async () => {
            await call(revokeApiKey({ path: { workspaceId: ws, id: doomed.id } }))
            await cache.invalidateQueries({ queryKey: ['ws', ws, 'api-keys'] })
          }}
          onClose={() => setDoomed(undefined)}
        />
      )}
    </Card>
  )
}

function KeyRow({
  apiKey,
  isMine,
  showOwner,
  onRevoke,
}: {
  readonly apiKey: ApiKey
  readonly isMine: boolean
  readonly showOwner: boolean
  readonly onRevoke: () => void
}) {
  const t = useTranslations('apiKeys')
  const locale = useLocale()
  const now = useNow(MINUTE)
  const rights = useRights()
  const nameOf = usePermissionName()
  const { name, principal, scopes, lastUsedAt, expiresAt, createdAt } = apiKey
  const left = expiresAt === null ? undefined : Date.parse(expiresAt) - now
  return (
    <tr className="h-11 border-b border-line last:border-0 [&>td]:px-3 [&>td]:py-1.5">
      <td>
        <span className="font-medium">{name}</span>
        <span className="block text-xs whitespace-nowrap text-fg-3">
          {t('created', { ago: formatAgo(createdAt, now, locale) })}
        </span>
      </td>
      {showOwner && (
        <td>
          {principal.name ?? t('gone')}
          <span className="block text-xs text-fg-3">{t(`kind.${principal.kind}`)}</span>
        </td>
      )}
      <td>
        <details>
          <summary className="whitespace-nowrap">
            {t('scopeCount', { count: scopes.length })}
          </summary>
          <ul className="pt-1 text-xs text-fg-2">
            {scopes.map((scope) => (
              <li key={scope} className="whitespace-nowrap">
                {nameOf(scope)}
              </li>
            ))}
          </ul>
        </details>
      </td>
      <td className="whitespace-nowrap text-fg-2">
        {lastUsedAt === null ? t('never') : formatAgo(lastUsedAt, now, locale)}
      </td>
      <td className="whitespace-nowrap text-fg-2">
        {expiresAt === null ? t('never') : formatTime(expiresAt, locale)}
        {left !== undefined && left < WEEK_MS && (
          <span className="block">
            <Badge tone={left <= 0 ? 'bad' : 'warn'}>{t(left <= 0 ? 'expired' : 'soon')}</Badge>
          </span>
        )}
      </td>
      <td className="text-right">
        <Button
          size="sm"
          variant="ghost"
          denied={isMine ? undefined : rights.why('api-key:manage')}
          aria-label={t('revokeNamed', { name })}
          onClick={onRevoke}
        >
          <Trash2 className="size-3.5" aria-hidden />
        </Button>
      </td>
    </tr>
  )
}

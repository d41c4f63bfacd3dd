'use client'
import { type Domain, verifyDomain } from '@skyclust/api-client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { CircleCheck, CircleDashed, Trash2 } from 'lucide-react'
import { useLocale, useTranslations } from 'use-intl'
import { call } from '@/lib/api.ts'
import { formatTime } from '@/lib/format.ts'
import { useRights } from '@/lib/permissions.ts'
import { useRoute } from '@/lib/route.ts'
import { domainsQuery } from '@/lib/sso.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { CopyField } from '../ui/copy-field.tsx'
import { Card } from '../ui/surface.tsx'
import { SsoError } from './sso-error.tsx'

export function DomainRow({
  domain,
  onDelete,
}: {
  readonly domain: Domain
  readonly onDelete: () => void
}) {
  const t = useTranslations('sso.domains')
  const locale = useLocale()
  const { ws } = useRoute()
  const rights = useRights()
  const cache = useQueryClient()
  const check = useMutation({
    mutationFn: () => call(verifyDomain({ path: { workspaceId: ws, id: domain.id } })),
    onSuccess: () => cache.invalidateQueries(domainsQuery(ws)),
  })
  const isVerified = domain.verifiedAt !== null
  const Icon = isVerified ? CircleCheck : CircleDashed
  return (
    <li className="list-none">
      <Card className="p-4" aria-label={domain.domain}>
        <div className="flex flex-wrap items-center gap-2">
          <h3 className="font-medium">{domain.domain}</h3>
          <Badge tone={isVerified ? 'ok' : 'warn'} icon={<Icon className="size-3" aria-hidden />}>
            {t(isVerified ? 'verified' : 'waiting')}
          </Badge>
          {domain.verifiedAt !== null && (
            <span className="text-xs text-fg-3">{formatTime(domain.verifiedAt, locale)}</span>
          )}
          <span className="ml-auto flex gap-2">
            {!isVerified && (
              <Button
                size="sm"
                denied={rights.why('oidc-provider:update')}
                busy={check.isPending}
                onClick={() => check.mutate()}
              >
                {t('verify')}
              </Button>
            )}
            <Button
              size="sm"
              variant="ghost"
              denied={rights.why('oidc-provider:delete')}
              aria-label={t('deleteTitle', { domain: domain.domain })}
              onClick={onDelete}
            >
              <Trash2 className="size-3.5" aria-hidden />
            </Button>
          </span>
        </div>
        {!isVerified && (
          <div className="grid gap-2 pt-3">
            <p className="text-[13px] text-fg-2">{t('setRecord')}</p>
            <CopyField label={t('recordName')} text={domain.record.name} />
            <CopyField label={t('recordValue')} text={domain.record.value} />
          </div>
        )}
        {check.error && <SsoError error={check.error} className="mt-3" />}
      </Card>
    </li>
  )
}

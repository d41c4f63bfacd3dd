'use client'
import { type OidcProvider, updateOidcProvider } from '@skyclust/api-client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { CircleCheck, CirclePause, Pencil, Power, Radar, Trash2 } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { call } from '@/lib/api.ts'
import { rolesQuery } from '@/lib/people.ts'
import { useRights, useRoleName } from '@/lib/permissions.ts'
import { useRoute } from '@/lib/route.ts'
import { presetsQuery, providersQuery } from '@/lib/sso.ts'
import { Facts } from '../resource/facts.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { CopyField } from '../ui/copy-field.tsx'
import { Card } from '../ui/surface.tsx'
import { TestResult, useProviderTest } from './provider-test.tsx'
import { SsoError } from './sso-error.tsx'

export function ProviderRow({
  provider,
  onEdit,
  onDelete,
}: {
  readonly provider: OidcProvider
  readonly onEdit: () => void
  readonly onDelete: () => void
}) {
  const t = useTranslations('sso')
  const { ws } = useRoute()
  const rights = useRights()
  const cache = useQueryClient()
  const test = useProviderTest(provider.id)
  const whyNot = rights.why('oidc-provider:update')
  const switched = useMutation({
    mutationFn: () =>
      call(
        updateOidcProvider({
          path: { workspaceId: ws, id: provider.id },
          body: { enabled: !provider.enabled },
          headers: { 'if-match': `"${provider.version}"` },
        }),
      ),
    onSettled: () => cache.invalidateQueries(providersQuery(ws)),
  })
  return (
    <li className="list-none">
      <Card className="p-4" aria-label={provider.name}>
        <div className="flex flex-wrap items-center gap-x-2 gap-y-2 pb-3">
          <h3 className="font-medium">{provider.name}</h3>
          <EnabledBadge enabled={provider.enabled} />
          <span className="ml-auto flex flex-wrap gap-2">
            <Button size="sm" denied={whyNot} busy={test.isFetching} onClick={test.run}>
              {!test.isFetching && <Radar className="size-3.5" aria-hidden />}
              {t('test.run')}
            </Button>
            <Button
              size="sm"
              denied={whyNot}
              busy={switched.isPending}
              onClick={() => switched.mutate()}
            >
              {!switched.isPending && <Power className="size-3.5" aria-hidden />}
              {t(provider.enabled ? 'disable' : 'enable')}
            </Button>
            <Button size="sm" denied={whyNot} onClick={onEdit}>
              <Pencil className="size-3.5" aria-hidden />
              {t('edit')}
            </Button>
            <Button
              size="sm"
              variant="ghost"
              denied={rights.why('oidc-provider:delete')}
              aria-label={t('deleteTitle', { name: provider.name })}
              onClick={onDelete}
            >
              <Trash2 className="size-3.5" aria-hidden />
            </Button>
          </span>
        </div>
        <ProviderFacts provider={provider} />
        <details className="pt-3">
          <summary className="text-[13px] text-fg-2 hover:text-fg">{t('addresses')}</summary>
          <div className="grid gap-2 pt-2">
            <CopyField label={t('redirectUri')} text={provider.redirectUri} />
            <CopyField label={t('postLogoutRedirectUri')} text={provider.postLogoutRedirectUri} />
            <CopyField label={t('loginUrl')} text={provider.loginUrl} />
          </div>
        </details>
        <div className="grid gap-2 pt-3 empty:hidden">
          <TestResult test={test} />
          {switched.error && <SsoError error={switched.error} />}
        </div>
      </Card>
    </li>
  )
}

function EnabledBadge({ enabled }: { readonly enabled: boolean }) {
  const t = useTranslations('sso')
  const Icon = enabled ? CircleCheck : CirclePause
  return (
    <Badge tone={enabled ? 'ok' : 'plain'} icon={<Icon className="size-3" aria-hidden />}>
      {t(enabled ? 'enabled' : 'disabled')}
    </Badge>
  )
}

function ProviderFacts({ provider }: { readonly provider: OidcProvider }) {
  const t = useTranslations('sso')
  const { data: presets } = useQuery(presetsQuery)
  const { ws } = useRoute()
  const rights = useRights()
  const { data: roles } = useQuery({ ...rolesQuery(ws), enabled: rights.may('role:read') })
  const roleNameOf = useRoleName()
  const nameOf = (role: string) =>
    roleNameOf({ role, roleName: roles?.items.find(({ id }) => id === role)?.name ?? role })
  const { defaultRole, roleMappings } = provider
  return (
    <Facts
      rows={[
        [t('preset'), presets?.items.find(({ id }) => id === provider.preset)?.name],
        [
          t('issuer'),
          <code key="issuer" className="font-mono text-xs">
            {provider.issuer}
          </code>,
        ],
        [
          t('clientId'),
          <code key="client" className="font-mono text-xs">
            {provider.clientId}
          </code>,
        ],
        [t('membership'), t(provider.justInTime ? 'membershipJit' : 'membershipInvited')],
        [t('defaultRole'), defaultRole === null ? t('noRole') : nameOf(defaultRole)],
        [
          t('mapping.title'),
          roleMappings.length === 0 ? (
            t('mapping.none')
          ) : (
            <ul key="mappings" className="grid gap-0.5">
              {roleMappings.map(({ claim, value, role }) => (
                <li key={`${claim} ${value} ${role}`}>
                  <code className="font-mono text-xs">
                    {claim} = {value}
                  </code>{' '}
                  → {nameOf(role)}
                </li>
              ))}
            </ul>
          ),
        ],
      ]}
    />
  )
}

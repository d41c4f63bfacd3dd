'use client'
import { claimDomain, deleteDomain, type Domain } from '@skyclust/api-client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type SyntheticEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { call } from '@/lib/api.ts'
import { useRights } from '@/lib/permissions.ts'
import { useRoute } from '@/lib/route.ts'
import { domainsQuery } from '@/lib/sso.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { Field, Input } from '../ui/field.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { Card, Skeleton } from '../ui/surface.tsx'
import { errorsOf } from './add-provider.tsx'
import { DomainRow } from './domain-row.tsx'
import { SsoError } from './sso-error.tsx'

/** E-mail domains whose people the workspace's providers may let in. */
export function DomainSection() {
  const t = useTranslations('sso.domains')
  const { ws } = useRoute()
  const cache = useQueryClient()
  const { data, error, refetch } = useQuery(domainsQuery(ws))
  const [doomed, setDoomed] = useState<Domain>()
  return (
    <section aria-label={t('title')}>
      <h2 className="font-medium">{t('title')}</h2>
      <p className="pb-3 text-[13px] text-fg-2">{t('text')}</p>
      <AddDomain />
      {error && <ErrorNotice error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-16" />}
      {data?.length === 0 && <p className="text-[13px] text-fg-2">{t('empty')}</p>}
      {data && data.length > 0 && (
        <ul className="grid gap-3">
          {data.map((domain) => (
            <DomainRow key={domain.id} domain={domain} onDelete={() => setDoomed(domain)} />
          ))}
        </ul>
      )}
      {doomed && (
        <ConfirmDialog
          title={t('deleteTitle', { domain: doomed.domain })}
          description={t('deleteText')}
          confirm={t('delete')}
          run={async () => {
            await call(deleteDomain({ path: { workspaceId: ws, id: doomed.id } }))
            await cache.invalidateQueries(domainsQuery(ws))
          }}
          onClose={() => setDoomed(undefined)}
        />
      )}
    </section>
  )
}

function AddDomain() {
  const t = useTranslations('sso.domains')
  const { ws } = useRoute()
  const rights = useRights()
  const cache = useQueryClient()
  const [domain, setDomain] = useState('')
  const claim = useMutation({
    mutationFn: () => call(claimDomain({ path: { workspaceId: ws }, body: { domain } })),
    async onSuccess() {
      setDomain('')
      await cache.invalidateQueries(domainsQuery(ws))
    },
  })
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    claim.mutate()
  }
  return (
    <Card className="mb-3 grid gap-3 p-4">
      <form onSubmit={submit} className="flex flex-wrap items-start gap-2">
        <Field
          label={t('domain')}
          hint={t('domainHint')}
          error={errorsOf(claim.error)('/domain')}
          className="min-w-0 flex-1 basis-60"
        >
          {(control) => (
            <Input
              {...control}
              required
              maxLength={253}
              placeholder="example.com"
              autoCapitalize="none"
              spellCheck={false}
              value={domain}
              onChange={(event) => setDomain(event.target.value)}
            />
          )}
        </Field>
        <Button
          type="submit"
          className="sm:mt-5.5"
          denied={rights.why('oidc-provider:create')}
          busy={claim.isPending}
        >
          {t('add')}
        </Button>
      </form>
      {claim.error && <SsoError error={claim.error} />}
    </Card>
  )
}

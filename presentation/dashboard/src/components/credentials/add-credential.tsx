'use client'
import { createCredential } from '@skyclust/api-client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { FlaskConical, ShieldCheck } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { type SyntheticEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { ApiError, call } from '@/lib/api.ts'
import { useRights } from '@/lib/permissions.ts'
import { credentialsQuery } from '@/lib/queries.ts'
import { useRoute } from '@/lib/route.ts'
import { useUrlParam } from '@/lib/url-param.ts'
import { type Provider, PROVIDER_NAMES, PROVIDERS, ProviderTag, SERVICE_NAMES } from '../status.tsx'
import { Button } from '../ui/button.tsx'
import { Field, Input } from '../ui/field.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { RadioCards } from '../ui/radio-card.tsx'
import { Card, PageHeader } from '../ui/surface.tsx'
import { EMPTY_SECRETS, type Secrets, SecretFields, secretOf } from './secret-fields.tsx'

type Kind = 'sandbox' | 'real'

/** Adds a cloud account: one click for a sandbox account, or the keys of a real one. */
export function AddCredential() {
  const t = useTranslations('credentials')
  const { ws, base } = useRoute()
  const rights = useRights()
  const router = useRouter()
  const cache = useQueryClient()
  const [asked, setAsked] = useUrlParam('provider')
  const provider: Provider = PROVIDERS.find((each) => each === asked) ?? 'aws'
  const [kind, setKind] = useState<Kind>('sandbox')
  const [name, setName] = useState<string>()
  const [secrets, setSecrets] = useState<Secrets>(EMPTY_SECRETS)
  const suggestion = t(kind === 'sandbox' ? 'sandboxName' : 'realName', {
    provider: PROVIDER_NAMES[provider],
  })
  const added = useMutation({
    mutationFn: () =>
      call(
        createCredential({
          path: { workspaceId: ws },
          body: {
            name: name ?? suggestion,
            provider,
            sandbox: kind === 'sandbox',
            ...(kind === 'real' ? { secret: secretOf(provider, secrets) } : {}),
          },
        }),
      ),
    async onSuccess() {
      await cache.invalidateQueries(credentialsQuery(ws))
      router.push(`${base}/credentials`)
    },
  })
  const errorAt = (pointer: string) =>
    added.error instanceof ApiError ? added.error.at(pointer) : undefined
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    added.mutate()
  }
  return (
    <div className="mx-auto max-w-3xl">
      <PageHeader title={t('addTitle')} description={t('addDescription')} />
      <Card className="p-5">
        <form onSubmit={submit} className="grid gap-5">
          <RadioCards
            legend={t('cloud')}
            name="provider"
            className="sm:grid-cols-3"
            value={provider}
            onChange={(next) => {
              setAsked(next)
              added.reset()
            }}
            options={PROVIDERS.map((value) => ({
              value,
              label: <ProviderTag provider={value} />,
              hint: SERVICE_NAMES[value],
            }))}
          />
          <RadioCards
            legend={t('kind')}
            name="kind"
            className="sm:grid-cols-2"
            value={kind}
            onChange={(next) => {
              setKind(next)
              added.reset()
            }}
            options={[
              {
                value: 'sandbox',
                label: (
                  <span className="inline-flex items-center gap-1.5 font-medium">
                    <FlaskConical className="size-3.5" aria-hidden />
                    {t('sandboxKind')}
                  </span>
                ),
                hint: t('sandboxKindHint'),
              },
              {
                value: 'real',
                label: (
                  <span className="inline-flex items-center gap-1.5 font-medium">
                    <ShieldCheck className="size-3.5" aria-hidden />
                    {t('realKind')}
                  </span>
                ),
                hint: t('realKindHint'),
              },
            ]}
          />
          <Field
            label={t('name')}
            hint={t('nameHint')}
            error={errorAt('/name')}
            className="max-w-sm"
          >
            {(control) => (
              <Input
                {...control}
                required
                maxLength={60}
                value={name ?? suggestion}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          {kind === 'real' && (
            <SecretFields
              provider={provider}
              secrets={secrets}
              onChange={(part) => setSecrets((before) => ({ ...before, ...part }))}
              errorAt={errorAt}
            />
          )}
          {added.error && <ErrorNotice error={added.error} />}
          <div>
            <Button
              type="submit"
              variant="primary"
              denied={rights.why('credential:create')}
              busy={added.isPending}
            >
              {t(kind === 'sandbox' ? 'addSandbox' : 'addReal')}
            </Button>
          </div>
        </form>
      </Card>
    </div>
  )
}

'use client'
import { type Credential, verifyCredential } from '@skyclust/api-client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { RefreshCw, ShieldCheck, Trash2 } from 'lucide-react'
import { useLocale, useTranslations } from 'use-intl'
import { call } from '@/lib/api.ts'
import { formatAgo } from '@/lib/format.ts'
import { credentialsQuery } from '@/lib/queries.ts'
import { useRoute } from '@/lib/route.ts'
import { useNow } from '@/lib/use-now.ts'
import { ProviderTag, SandboxTag } from '../status.tsx'
import { Button } from '../ui/button.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { Card } from '../ui/surface.tsx'

const MINUTE = 60_000

export function CredentialRow({
  credential,
  whyNotVerify,
  whyNotDelete,
  onDelete,
}: {
  readonly credential: Credential
  readonly whyNotVerify: string | undefined
  readonly whyNotDelete: string | undefined
  readonly onDelete: () => void
}) {
  const t = useTranslations('credentials')
  const locale = useLocale()
  const { ws } = useRoute()
  const cache = useQueryClient()
  const now = useNow(MINUTE)
  const verify = useMutation({
    mutationFn: () => call(verifyCredential({ path: { workspaceId: ws, id: credential.id } })),
    onSettled: () => cache.invalidateQueries(credentialsQuery(ws)),
  })
  const facts = [
    [t('account'), credential.account],
    [t('principal'), credential.principal],
    [t('key'), credential.masked],
  ] as const
  return (
    <Card className="p-4">
      <li className="list-none">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <h2 className="font-medium">{credential.name}</h2>
          <span className="text-[13px] text-fg-2">
            <ProviderTag provider={credential.provider} />
          </span>
          {credential.sandbox && <SandboxTag />}
          <span className="ml-auto flex items-center gap-2">
            <span className="inline-flex items-center gap-1 text-xs text-fg-2">
              <ShieldCheck className="size-3.5" aria-hidden />
              {credential.verifiedAt === null
                ? t('neverVerified')
                : t('verified', { ago: formatAgo(credential.verifiedAt, now, locale) })}
            </span>
            <Button
              size="sm"
              denied={whyNotVerify}
              busy={verify.isPending}
              onClick={() => verify.mutate()}
            >
              {!verify.isPending && <RefreshCw className="size-3.5" aria-hidden />}
              {t('verify')}
            </Button>
            <Button
              size="sm"
              variant="ghost"
              denied={whyNotDelete}
              onClick={onDelete}
              aria-label={t('deleteNamed', { name: credential.name })}
            >
              <Trash2 className="size-3.5" aria-hidden />
            </Button>
          </span>
        </div>
        <dl className="grid gap-x-6 gap-y-1 pt-3 text-[13px] sm:grid-cols-[auto_minmax(0,1fr)]">
          {facts.map(([label, value]) => (
            <div key={label} className="contents">
              <dt className="text-fg-3">{label}</dt>
              <dd className="font-mono text-xs leading-5 break-all">{value}</dd>
            </div>
          ))}
        </dl>
        {verify.error && <ErrorNotice error={verify.error} className="mt-3" />}
      </li>
    </Card>
  )
}

'use client'
import { useTranslations } from 'use-intl'
import { asApiError } from '@/lib/api.ts'
import { ErrorNotice, Notice } from '../ui/notice.tsx'

/** A refusal around single sign-on: what it means in the reader's language, then exactly what the server found. */
export function SsoError({
  error,
  className,
}: {
  readonly error: unknown
  readonly className?: string
}) {
  const t = useTranslations('sso')
  const { code, problem, message } = asApiError(error)
  const key = `problem.${code}` as 'problem.oidc-discovery-failed'
  if (!t.has(key)) return <ErrorNotice error={error} className={className} />
  const { reason, found } = problem
  const hint = `discovery.${String(reason)}` as 'discovery.issuer'
  const isDiscovery = code === 'oidc-discovery-failed'
  return (
    <Notice tone="bad" title={t(key)} className={className}>
      {isDiscovery && t.has(hint) && <p>{t(hint)}</p>}
      {code !== 'domain-not-verified' && (
        <p lang="en" className="pt-1 text-fg-2">
          {message}
        </p>
      )}
      {Array.isArray(found) && <Found records={found.map(String)} />}
      {problem.instance !== '' && (
        <p className="pt-1 font-mono text-[11px] text-fg-3">{problem.instance}</p>
      )}
    </Notice>
  )
}

/** What stands in DNS instead. */
function Found({ records }: { readonly records: readonly string[] }) {
  const t = useTranslations('sso.domains')
  if (records.length === 0) return <p>{t('foundNothing')}</p>
  return (
    <>
      <p>{t('foundOther')}</p>
      <ul className="grid gap-0.5 pt-1">
        {records.map((record) => (
          <li key={record} className="font-mono text-xs break-all">
            {record}
          </li>
        ))}
      </ul>
    </>
  )
}

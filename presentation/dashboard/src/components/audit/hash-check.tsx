'use client'
import type { AuditEntry } from '@skyclust/api-client'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { hashOf } from '@/lib/audit-hash.ts'
import { CopyField } from '../ui/copy-field.tsx'
import { Notice } from '../ui/notice.tsx'

/** The entry's place in the chain; the reader's own browser computes its hash anew. */
export function HashCheck({ entry }: { readonly entry: AuditEntry }) {
  const t = useTranslations('audit')
  const { data } = useQuery({
    queryKey: ['audit-hash', entry.previousHash, entry.record],
    queryFn: async () => (await hashOf(entry.previousHash, entry.record)) ?? null,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  return (
    <div className="grid gap-3">
      {typeof data === 'string' && (
        <Notice
          tone={data === entry.hash ? 'ok' : 'bad'}
          title={t(data === entry.hash ? 'hashFits' : 'hashDiffers')}
        />
      )}
      <CopyField label={t('hash', { seq: String(entry.seq) })} text={entry.hash} />
      <CopyField label={t('previousHash')} text={entry.previousHash} />
      <details>
        <summary className="text-[13px] text-fg-2 hover:text-fg">{t('record')}</summary>
        <pre className="mt-2 max-h-64 overflow-auto rounded-md bg-bg-2 p-2 font-mono text-[11px] break-all whitespace-pre-wrap">
          {entry.record}
        </pre>
      </details>
    </div>
  )
}

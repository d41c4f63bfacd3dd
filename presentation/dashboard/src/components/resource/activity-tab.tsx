'use client'
import type { JournalEntry } from '@skyclust/api-client'
import { useLocale, useTranslations } from 'use-intl'
import { formatTime } from '@/lib/format.ts'
import { Card } from '../ui/surface.tsx'

/** Every changing call made to the cloud, newest first, with the cloud's request id. */
export function ActivityTab({ journal }: { readonly journal: readonly JournalEntry[] }) {
  const t = useTranslations('journal')
  const locale = useLocale()
  if (journal.length === 0) return <p className="text-[13px] text-fg-2">{t('empty')}</p>
  return (
    <Card className="relative overflow-x-auto">
      <table className="w-full text-[13px]">
        <caption className="sr-only">{t('caption')}</caption>
        <thead>
          <tr className="border-b border-line bg-bg-2 text-left text-xs whitespace-nowrap text-fg-2 [&>th]:px-3 [&>th]:py-2 [&>th]:font-medium">
            <th scope="col">{t('time')}</th>
            <th scope="col">{t('call')}</th>
            <th scope="col">{t('object')}</th>
            <th scope="col">{t('outcome')}</th>
            <th scope="col">{t('requestId')}</th>
          </tr>
        </thead>
        <tbody>
          {journal.map((entry) => (
            <tr
              key={`${entry.objectId}-${entry.intentAt}-${entry.call}`}
              className="border-b border-line align-top last:border-0 [&>td]:px-3 [&>td]:py-2"
            >
              <td className="whitespace-nowrap text-fg-2">{formatTime(entry.intentAt, locale)}</td>
              <td className="font-mono text-xs break-all">{entry.call}</td>
              <td className="text-xs break-all">{entry.objectId}</td>
              <td>
                {entry.outcome === null ? t('open') : t(entry.outcome)}
                {entry.error !== null && (
                  <span lang="en" className="block text-xs text-bad">
                    {entry.error}
                  </span>
                )}
              </td>
              <td className="font-mono text-[11px] break-all text-fg-2">
                {entry.requestId ?? '–'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  )
}

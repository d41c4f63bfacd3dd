'use client'
import { Download } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { type AuditSource, EXPORT_FORMATS } from '@/lib/audit.ts'
import { Button } from '../ui/button.tsx'
import { Menu, MenuItem, MenuLabel } from '../ui/menu.tsx'
import { type AuditFilter, queryOf } from './use-audit-filter.ts'

/** Takes the entries that the filter leaves along as a file; the server streams it. */
export function ExportMenu({
  source,
  filter,
  denied,
}: {
  readonly source: AuditSource
  readonly filter: AuditFilter
  readonly denied: string | undefined
}) {
  const t = useTranslations('audit')
  const trigger = (
    <>
      <Download className="size-3.5" aria-hidden />
      {t('export')}
    </>
  )
  if (denied !== undefined) return <Button denied={denied}>{trigger}</Button>
  return (
    <Menu label={t('export')} trigger={trigger} triggerClass="border border-line-2 text-fg">
      <MenuLabel>{t('exportHint')}</MenuLabel>
      {EXPORT_FORMATS.map((format) => (
        <MenuItem
          key={format}
          onSelect={() => save(source.exportUrl(queryOf(filter.texts, Date.now()), format))}
        >
          {t(`format.${format}`)}
        </MenuItem>
      ))}
    </Menu>
  )
}

function save(url: string): void {
  const link = document.createElement('a')
  link.href = url
  link.download = ''
  link.click()
}

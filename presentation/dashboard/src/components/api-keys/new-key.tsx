'use client'
import type { NewApiKey } from '@skyclust/api-client'
import { useTranslations } from 'use-intl'
import { useRoute } from '@/lib/route.ts'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { CopyField } from '../ui/copy-field.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Notice } from '../ui/notice.tsx'

/** The token of a new key, the only time it is shown, with a request to try it. */
export function NewKey({
  made,
  onClose,
}: {
  readonly made: NewApiKey
  readonly onClose: () => void
}) {
  const t = useTranslations('apiKeys')
  const { ws } = useRoute()
  const example = `curl -H 'Authorization: Bearer ${made.token}' \\\n  ${location.origin}/api/v1/workspaces/${ws}/permissions`
  return (
    <Dialog title={t('madeTitle', { name: made.name })} onClose={onClose} wide>
      <div className="grid gap-4">
        <Notice tone="warn" title={t('once')}>
          {t('onceText')}
        </Notice>
        <CopyField label={t('token')} text={made.token} />
        <div className="grid gap-1">
          <div className="flex items-center justify-between">
            <span className="text-[13px]">{t('example')}</span>
            <CopyButton text={example} label={t('example')} />
          </div>
          <pre
            tabIndex={0}
            className="overflow-x-auto rounded-md border border-line bg-bg-2 p-2.5 font-mono text-xs leading-5 whitespace-pre-wrap break-all"
          >
            {example}
          </pre>
        </div>
        <div className="flex justify-end">
          <Button variant="primary" onClick={onClose}>
            {t('done')}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}

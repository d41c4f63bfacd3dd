'use client'
import { Download } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Notice } from '../ui/notice.tsx'

/** Codes that are shown this once. */
export function RecoveryCodes({
  codes,
  onDone,
}: {
  readonly codes: readonly string[]
  readonly onDone: () => void
}) {
  const t = useTranslations('account.recovery')
  const text = `${codes.join('\n')}\n`
  return (
    <div className="grid gap-4">
      <Notice tone="warn" title={t('once')}>
        {t('onceText')}
      </Notice>
      <div className="rounded-md border border-line bg-bg-2 p-3">
        <ul
          aria-label={t('codes')}
          className="grid grid-cols-2 gap-x-4 gap-y-1 font-mono text-[13px] max-[24rem]:grid-cols-1"
        >
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <div className="flex justify-end gap-1 pt-2">
          <CopyButton text={text} label={t('codes')} />
          <Button size="sm" variant="ghost" onClick={() => download(text)}>
            <Download className="size-3.5" aria-hidden />
            {t('download')}
          </Button>
        </div>
      </div>
      <Button variant="primary" onClick={onDone}>
        {t('kept')}
      </Button>
    </div>
  )
}

function download(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = url
  link.download = 'skyclust-recovery-codes.txt'
  link.click()
  URL.revokeObjectURL(url)
}

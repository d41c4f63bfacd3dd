'use client'
import { useTranslations } from 'use-intl'
import { Dialog } from '../ui/dialog.tsx'
import { Kbd } from '../ui/surface.tsx'

const ROWS = [
  [['⌘', 'K'], 'shortcuts.commands'],
  [['g', 'o'], 'nav.overview'],
  [['g', 'c'], 'nav.clusters'],
  [['g', 'n'], 'nav.networks'],
  [['g', 'k'], 'nav.credentials'],
  [['g', 'm'], 'nav.members'],
  [['g', 'a'], 'nav.audit'],
  [['g', 's'], 'nav.settings'],
  [['?'], 'shortcuts.help'],
] as const

export function ShortcutHelp({ onClose }: { readonly onClose: () => void }) {
  const t = useTranslations()
  return (
    <Dialog title={t('shortcuts.title')} onClose={onClose}>
      <dl className="grid gap-2 text-[13px]">
        {ROWS.map(([keys, label]) => (
          <div key={label} className="flex items-center justify-between gap-4">
            <dt>{t(label)}</dt>
            <dd className="flex gap-1">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}

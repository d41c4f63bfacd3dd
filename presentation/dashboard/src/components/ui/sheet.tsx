'use client'
import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from './button.tsx'

/** A modal panel at the side for one of many things; mounted means open. Focus stays inside and returns to where it was. */
export function Sheet({
  title,
  onClose,
  children,
}: {
  readonly title: ReactNode
  readonly onClose: () => void
  readonly children: ReactNode
}) {
  const t = useTranslations('common')
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/40" />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed inset-y-0 right-0 z-50 flex w-full max-w-xl flex-col border-l border-line bg-bg shadow-xl outline-none"
        >
          <div className="flex items-start gap-4 border-b border-line px-5 py-3">
            <Radix.Title className="min-w-0 flex-1 font-semibold">{title}</Radix.Title>
            <Radix.Close asChild>
              <Button variant="ghost" size="icon" className="-my-1 -mr-2" aria-label={t('close')}>
                <X className="size-4" aria-hidden />
              </Button>
            </Radix.Close>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

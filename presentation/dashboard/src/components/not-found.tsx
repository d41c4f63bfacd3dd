'use client'
import { SearchX } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { ButtonLink } from './ui/button.tsx'
import { EmptyState } from './ui/surface.tsx'

/** There is no such page. */
export function NotFound() {
  const t = useTranslations('notFound')
  return (
    <main className="grid h-full place-items-center">
      <EmptyState icon={<SearchX className="size-8" />} title={t('title')}>
        <p className="pb-2 text-[13px] text-fg-2">{t('text')}</p>
        <ButtonLink href="/">{t('home')}</ButtonLink>
      </EmptyState>
    </main>
  )
}

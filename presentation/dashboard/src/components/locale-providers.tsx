'use client'
import dynamic from 'next/dynamic'
import type { ReactNode } from 'react'
import type { Locale } from '@/lib/locale.ts'
import { Providers } from './providers.tsx'
import { carrierOf } from './text-carrier.tsx'

const TEXTS = {
  ko: dynamic(() => import('@/messages/ko.json').then(carrierOf)),
  en: dynamic(() => import('@/messages/en.json').then(carrierOf)),
} as const satisfies Record<Locale, unknown>

/** Query cache and the texts of one language for everything below. */
export function LocaleProviders({
  locale,
  children,
}: {
  readonly locale: Locale
  readonly children: ReactNode
}) {
  const Texts = TEXTS[locale]
  return (
    <Texts>
      {(messages) => (
        <Providers locale={locale} messages={messages}>
          {children}
        </Providers>
      )}
    </Texts>
  )
}

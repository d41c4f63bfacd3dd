'use client'
import dynamic from 'next/dynamic'
import type { ReactNode } from 'react'
import { useLocale } from 'use-intl'
import { SectionTexts } from '../section-texts.tsx'
import { carrierOf } from '../text-carrier.tsx'

const TEXTS = {
  ko: dynamic(() => import('@/messages/single-sign-on/ko.json').then(carrierOf)),
  en: dynamic(() => import('@/messages/single-sign-on/en.json').then(carrierOf)),
} as const

/** The texts of single sign-on, in the language of the page. */
export function SsoTexts({ children }: { readonly children: ReactNode }) {
  const Texts = TEXTS[useLocale()]
  return <Texts>{(texts) => <SectionTexts texts={texts}>{children}</SectionTexts>}</Texts>
}

'use client'
import dynamic from 'next/dynamic'
import type { ReactNode } from 'react'
import { useLocale } from 'use-intl'
import { SectionTexts } from '../section-texts.tsx'
import { carrierOf } from '../text-carrier.tsx'

const TEXTS = {
  ko: dynamic(() => import('@/messages/audit/ko.json').then(carrierOf)),
  en: dynamic(() => import('@/messages/audit/en.json').then(carrierOf)),
} as const

/** The texts of audit logs, in the language of the page. */
export function AuditTexts({ children }: { readonly children: ReactNode }) {
  const Texts = TEXTS[useLocale()]
  return <Texts>{(texts) => <SectionTexts texts={texts}>{children}</SectionTexts>}</Texts>
}

'use client'
import type { ReactNode } from 'react'
import texts from '@/messages/account/ko.json'
import { SectionTexts } from '../section-texts.tsx'

export function AccountTextsKo({ children }: { readonly children: ReactNode }) {
  return <SectionTexts texts={texts}>{children}</SectionTexts>
}

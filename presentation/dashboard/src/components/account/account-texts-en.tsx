'use client'
import type { ReactNode } from 'react'
import texts from '@/messages/account/en.json'
import { SectionTexts } from '../section-texts.tsx'

export function AccountTextsEn({ children }: { readonly children: ReactNode }) {
  return <SectionTexts texts={texts}>{children}</SectionTexts>
}

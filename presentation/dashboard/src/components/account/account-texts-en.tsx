'use client'
import type { ReactNode } from 'react'
import account from '@/messages/account/en.json'
import { SectionTexts } from '../section-texts.tsx'

const TEXTS = { account }

export function AccountTextsEn({ children }: { readonly children: ReactNode }) {
  return <SectionTexts texts={TEXTS}>{children}</SectionTexts>
}

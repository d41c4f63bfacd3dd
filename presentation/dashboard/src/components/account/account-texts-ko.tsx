'use client'
import type { ReactNode } from 'react'
import account from '@/messages/account/ko.json'
import { SectionTexts } from '../section-texts.tsx'

const TEXTS = { account }

export function AccountTextsKo({ children }: { readonly children: ReactNode }) {
  return <SectionTexts texts={TEXTS}>{children}</SectionTexts>
}

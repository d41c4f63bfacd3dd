'use client'
import type { ReactNode } from 'react'
import texts from '@/messages/people/en.json'
import { SectionTexts } from '../section-texts.tsx'

export function PeopleTextsEn({ children }: { readonly children: ReactNode }) {
  return <SectionTexts texts={texts}>{children}</SectionTexts>
}

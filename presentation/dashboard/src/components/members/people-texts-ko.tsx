'use client'
import type { ReactNode } from 'react'
import texts from '@/messages/people/ko.json'
import { SectionTexts } from '../section-texts.tsx'

export function PeopleTextsKo({ children }: { readonly children: ReactNode }) {
  return <SectionTexts texts={texts}>{children}</SectionTexts>
}

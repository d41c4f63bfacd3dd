'use client'
import type { ReactNode } from 'react'
import texts from '@/messages/admin/ko.json'
import { SectionTexts } from '../section-texts.tsx'

export function AdminTextsKo({ children }: { readonly children: ReactNode }) {
  return <SectionTexts texts={texts}>{children}</SectionTexts>
}

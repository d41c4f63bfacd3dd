'use client'
import type { ReactNode } from 'react'
import texts from '@/messages/admin/en.json'
import { SectionTexts } from '../section-texts.tsx'

export function AdminTextsEn({ children }: { readonly children: ReactNode }) {
  return <SectionTexts texts={texts}>{children}</SectionTexts>
}

'use client'
import type { ReactNode } from 'react'
import admin from '@/messages/admin/ko.json'
import { SectionTexts } from '../section-texts.tsx'

const TEXTS = { admin }

export function AdminTextsKo({ children }: { readonly children: ReactNode }) {
  return <SectionTexts texts={TEXTS}>{children}</SectionTexts>
}

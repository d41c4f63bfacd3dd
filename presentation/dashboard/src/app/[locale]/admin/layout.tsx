import type { ReactNode } from 'react'
import { AdminFrame } from '@/components/admin/admin-frame.tsx'
import { AdminTextsEn } from '@/components/admin/admin-texts-en.tsx'
import { AdminTextsKo } from '@/components/admin/admin-texts-ko.tsx'

export default async function Layout({
  children,
  params,
}: {
  readonly children: ReactNode
  readonly params: Promise<{ locale: string }>
}) {
  const { locale } = await params
  const Texts = locale === 'en' ? AdminTextsEn : AdminTextsKo
  return (
    <Texts>
      <AdminFrame>{children}</AdminFrame>
    </Texts>
  )
}

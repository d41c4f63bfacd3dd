import type { ReactNode } from 'react'
import { AccountFrame } from '@/components/account/account-frame.tsx'
import { AccountTextsEn } from '@/components/account/account-texts-en.tsx'
import { AccountTextsKo } from '@/components/account/account-texts-ko.tsx'

export default async function Layout({
  children,
  params,
}: {
  readonly children: ReactNode
  readonly params: Promise<{ locale: string }>
}) {
  const { locale } = await params
  const Texts = locale === 'en' ? AccountTextsEn : AccountTextsKo
  return (
    <Texts>
      <AccountFrame>{children}</AccountFrame>
    </Texts>
  )
}

import type { ReactNode } from 'react'
import { PeopleTexts } from '@/components/members/people-texts.tsx'
import { SsoTexts } from '@/components/single-sign-on/sso-texts.tsx'

export default function Layout({ children }: { readonly children: ReactNode }) {
  return (
    <PeopleTexts>
      <SsoTexts>{children}</SsoTexts>
    </PeopleTexts>
  )
}

import type { ReactNode } from 'react'
import { SsoTexts } from '@/components/single-sign-on/sso-texts.tsx'

export default function Layout({ children }: { readonly children: ReactNode }) {
  return <SsoTexts>{children}</SsoTexts>
}

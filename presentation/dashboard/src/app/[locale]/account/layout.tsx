import type { ReactNode } from 'react'
import { AccountFrame } from '@/components/account/account-frame.tsx'

export default function Layout({ children }: { readonly children: ReactNode }) {
  return <AccountFrame>{children}</AccountFrame>
}

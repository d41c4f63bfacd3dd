import type { ReactNode } from 'react'
import { Shell } from '@/components/shell/shell.tsx'

export const dynamicParams = false

/** `__ws__` stands for any workspace; the server puts the one from the URL there. */
export function generateStaticParams() {
  return [{ ws: '__ws__' }]
}

export default function Layout({ children }: { readonly children: ReactNode }) {
  return <Shell>{children}</Shell>
}

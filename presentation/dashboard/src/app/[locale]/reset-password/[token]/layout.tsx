import type { ReactNode } from 'react'

export const dynamicParams = false

/** `__token__` stands for any token; the server puts the one from the URL there. */
export function generateStaticParams() {
  return [{ token: '__token__' }]
}

export default function Layout({ children }: { readonly children: ReactNode }) {
  return children
}

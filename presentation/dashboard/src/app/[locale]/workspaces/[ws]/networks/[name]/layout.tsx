import type { ReactNode } from 'react'

export const dynamicParams = false

/** `__name__` stands for any name; the server puts the one from the URL there. */
export function generateStaticParams() {
  return [{ name: '__name__' }]
}

export default function Layout({ children }: { readonly children: ReactNode }) {
  return children
}

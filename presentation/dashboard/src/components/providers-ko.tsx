'use client'
import type { ReactNode } from 'react'
import messages from '@/messages/ko.json'
import { Providers } from './providers.tsx'

/** Carries this language's messages in a chunk of its own. */
export function KoProviders({ children }: { readonly children: ReactNode }) {
  return (
    <Providers locale="ko" messages={messages}>
      {children}
    </Providers>
  )
}

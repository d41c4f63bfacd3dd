'use client'
import type { ReactNode } from 'react'
import messages from '@/messages/en.json'
import { Providers } from './providers.tsx'

/** Carries this language's messages in a chunk of its own. */
export function EnProviders({ children }: { readonly children: ReactNode }) {
  return (
    <Providers locale="en" messages={messages}>
      {children}
    </Providers>
  )
}

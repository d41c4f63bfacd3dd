'use client'
import { MutationCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { IntlProvider, type Messages } from 'use-intl'
import { ApiError } from '@/lib/api.ts'
import type { Locale } from '@/lib/locale.ts'
import { refreshRights, tellsOfRights } from '@/lib/permissions.ts'

const RETRIES = 2

/** Query cache and language for everything below. */
export function Providers({
  locale,
  messages,
  children,
}: {
  readonly locale: Locale
  readonly messages: Messages
  readonly children: ReactNode
}) {
  const [client] = useState(createClient)
  return (
    <IntlProvider locale={locale} messages={messages} timeZone="UTC">
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    </IntlProvider>
  )
}

function createClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    mutationCache: new MutationCache({
      onError(error) {
        if (tellsOfRights(error)) void refreshRights(client)
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        refetchOnWindowFocus: false,
        // What the server refused it will refuse again; only an unreachable or overloaded one is asked anew.
        retry: (count, error) =>
          count < RETRIES &&
          !(error instanceof ApiError && error.status >= 400 && error.status < 500),
      },
    },
  })
  return client
}

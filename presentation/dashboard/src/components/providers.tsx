'use client'
import {
  hashKey,
  MutationCache,
  QueryCache,
  QueryClient,
  QueryClientProvider,
} from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { IntlProvider, type Messages } from 'use-intl'
import { ApiError } from '@/lib/api.ts'
import type { Locale } from '@/lib/locale.ts'
import { refreshRights, tellsOfRights } from '@/lib/permissions.ts'
import { meQuery } from '@/lib/queries.ts'

const RETRIES = 2
const onlyMe = { queryKey: meQuery.queryKey, exact: true }

function tellsOfSession(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'sign-in-required'
}

/** Query cache and language for everything below. */
export function Providers({
  locale,
  messages,
  children,
}: {
  readonly locale: Locale
  /** Those of every page; sections bring theirs. */
  readonly messages: Partial<Messages>
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
    queryCache: new QueryCache({
      onError(error, { queryKey }) {
        // The session may have been ended elsewhere: whoever asks who is signed in learns it and shows the way.
        const isOther = hashKey(queryKey) !== hashKey(meQuery.queryKey)
        if (isOther && tellsOfSession(error)) void client.invalidateQueries(onlyMe)
      },
    }),
    mutationCache: new MutationCache({
      onError(error) {
        if (tellsOfSession(error)) void client.invalidateQueries(onlyMe)
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

import type { Me, SignedIn } from '@skyclust/api-client'
import type { QueryClient } from '@tanstack/react-query'
import { meQuery } from './queries.ts'

/** Makes who just signed in the reader of everything: nothing stays of who read before. The access token is for programs. */
export function enter(cache: QueryClient, { token: _forPrograms, ...me }: SignedIn): Me {
  cache.clear()
  cache.setQueryData(meQuery.queryKey, me)
  return me
}

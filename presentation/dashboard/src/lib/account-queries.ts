'use client'
import {
  getSignInOptions,
  listExternalIdentities,
  listPasskeys,
  listSessions,
  lookUpInvitation,
} from '@skyclust/api-client'
import { queryOptions } from '@tanstack/react-query'
import { call } from './api.ts'

const MINUTE = 60_000
/** Sessions begin and end elsewhere, and nothing tells: looked at again while the list is open. */
const LOOK_AGAIN_MS = 10_000

/** How somebody with this address may sign in; an empty address asks for what everybody may do. */
export const signInOptionsQuery = (email: string) =>
  queryOptions({
    queryKey: ['sign-in-options', email],
    queryFn: () => call(getSignInOptions({ query: email === '' ? {} : { email } })),
    staleTime: 5 * MINUTE,
    retry: false,
  })

export const invitationQuery = (token: string) =>
  queryOptions({
    queryKey: ['invitation', token],
    queryFn: () => call(lookUpInvitation({ body: { token } })),
    retry: false,
  })

export const passkeysQuery = queryOptions({
  queryKey: ['me', 'passkeys'],
  queryFn: async () => (await call(listPasskeys())).items,
})

export const identitiesQuery = queryOptions({
  queryKey: ['me', 'identities'],
  queryFn: () => call(listExternalIdentities()),
})

export const sessionsQuery = queryOptions({
  queryKey: ['me', 'sessions'],
  queryFn: async () => (await call(listSessions())).items,
  refetchInterval: LOOK_AGAIN_MS,
})

'use client'
import { listDomains, listOidcPresets, listOidcProviders } from '@skyclust/api-client'
import { queryOptions } from '@tanstack/react-query'
import { call } from './api.ts'

export const providersQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['ws', workspaceId, 'oidc-providers'],
    queryFn: async () => (await call(listOidcProviders({ path: { workspaceId } }))).items,
  })

export const domainsQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['ws', workspaceId, 'domains'],
    queryFn: async () => (await call(listDomains({ path: { workspaceId } }))).items,
  })

/** What is known of common providers, and the addresses to register at any of them. */
export const presetsQuery = queryOptions({
  queryKey: ['oidc-presets'],
  queryFn: () => call(listOidcPresets()),
  staleTime: Number.POSITIVE_INFINITY,
})

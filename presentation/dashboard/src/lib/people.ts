'use client'
import {
  listApiKeys,
  listInvitations,
  listMembers,
  listRoles,
  listServiceAccounts,
} from '@skyclust/api-client'
import { queryOptions } from '@tanstack/react-query'
import { call } from './api.ts'

/** The event stream says nothing of people: what others do shows after this long. */
const LOOK_AGAIN_MS = 10_000

export const membersQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['ws', workspaceId, 'members'],
    queryFn: async () => (await call(listMembers({ path: { workspaceId } }))).items,
    refetchInterval: LOOK_AGAIN_MS,
  })

export const invitationsQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['ws', workspaceId, 'invitations'],
    queryFn: async () => (await call(listInvitations({ path: { workspaceId } }))).items,
    refetchInterval: LOOK_AGAIN_MS,
  })

export const rolesQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['ws', workspaceId, 'roles'],
    queryFn: () => call(listRoles({ path: { workspaceId } })),
  })

export const serviceAccountsQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['ws', workspaceId, 'service-accounts'],
    queryFn: async () => (await call(listServiceAccounts({ path: { workspaceId } }))).items,
  })

/** The reader's own keys, or everybody's. */
export const apiKeysQuery = (workspaceId: string, scope: 'own' | 'all') =>
  queryOptions({
    queryKey: ['ws', workspaceId, 'api-keys', scope],
    queryFn: async () => {
      const query = { all: scope === 'all' ? 'true' : 'false' } as const
      return (await call(listApiKeys({ path: { workspaceId }, query }))).items
    },
  })

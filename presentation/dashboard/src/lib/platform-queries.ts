'use client'
import {
  getPlatformStatistics,
  getPlatformUser,
  listMails,
  listPlatformUsers,
  listPlatformWorkspaces,
} from '@skyclust/api-client'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { call } from './api.ts'

const PAGE = 50

export const statisticsQuery = queryOptions({
  queryKey: ['platform', 'statistics'],
  queryFn: () => call(getPlatformStatistics()),
})

export type UserFilter = 'all' | 'enabled' | 'disabled'

export const usersQuery = (search: string, filter: UserFilter) =>
  infiniteQueryOptions({
    queryKey: ['platform', 'users', search, filter],
    queryFn: ({ pageParam }) =>
      call(
        listPlatformUsers({
          query: {
            limit: PAGE,
            ...(search === '' ? {} : { search }),
            ...(filter === 'all' ? {} : { disabled: filter === 'disabled' ? 'true' : 'false' }),
            ...after(pageParam),
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
  })

export const userQuery = (id: string) =>
  queryOptions({
    queryKey: ['platform', 'user', id],
    queryFn: () => call(getPlatformUser({ path: { id } })),
  })

export const platformWorkspacesQuery = infiniteQueryOptions({
  queryKey: ['platform', 'workspaces'],
  queryFn: ({ pageParam }) =>
    call(listPlatformWorkspaces({ query: { limit: PAGE, ...after(pageParam) } })),
  initialPageParam: '',
  getNextPageParam: ({ nextCursor }) => nextCursor,
})

/** Each look is on record; it is loaded on opening the page and on request. */
export const mailsQuery = infiniteQueryOptions({
  queryKey: ['platform', 'mails'],
  queryFn: ({ pageParam }) => call(listMails({ query: { limit: PAGE, ...after(pageParam) } })),
  initialPageParam: '',
  getNextPageParam: ({ nextCursor }) => nextCursor,
})

function after(cursor: string): { readonly cursor?: string } {
  return cursor === '' ? {} : { cursor }
}

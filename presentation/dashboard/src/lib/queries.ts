'use client'
import {
  getCatalog,
  getCluster,
  getMe,
  getNetwork,
  getSetup,
  listClusters,
  listCredentials,
  listLocations,
  listNetworks,
  type Me,
  type Resource,
  type Workspace,
} from '@skyclust/api-client'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { call } from './api.ts'

const PAGE = 200
const MINUTE = 60_000

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: () => call(getMe()),
  staleTime: 5 * MINUTE,
})

export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: () => call(getSetup()),
})

export const credentialsQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['ws', workspaceId, 'credentials'],
    queryFn: async () => (await call(listCredentials({ path: { workspaceId } }))).items,
  })

export const locationsQuery = (workspaceId: string, id: string) =>
  queryOptions({
    queryKey: ['ws', workspaceId, 'locations', id],
    queryFn: async () => (await call(listLocations({ path: { workspaceId, id } }))).items,
    enabled: id !== '',
    staleTime: 10 * MINUTE,
  })

export const catalogQuery = (workspaceId: string, id: string, location: string) =>
  queryOptions({
    queryKey: ['ws', workspaceId, 'catalog', id, location],
    queryFn: () => call(getCatalog({ path: { workspaceId, id }, query: { location } })),
    enabled: id !== '' && location !== '',
    staleTime: 10 * MINUTE,
  })

export type ListKind = 'clusters' | 'networks'

/** All clusters or networks of the workspace, page by page. */
export const resourcesQuery = (workspaceId: string, kind: ListKind) =>
  queryOptions({
    queryKey: ['ws', workspaceId, kind],
    queryFn: () => allPages(workspaceId, kind === 'clusters' ? listClusters : listNetworks),
  })

export const detailQuery = (workspaceId: string, kind: ListKind, id: string) =>
  queryOptions({
    queryKey: ['ws', workspaceId, 'detail', kind, id],
    queryFn: () =>
      call((kind === 'clusters' ? getCluster : getNetwork)({ path: { workspaceId, id } })),
  })

async function allPages(
  workspaceId: string,
  list: typeof listClusters | typeof listNetworks,
): Promise<Resource[]> {
  const items: Resource[] = []
  let cursor: string | undefined
  do {
    const query = cursor === undefined ? { limit: PAGE } : { limit: PAGE, cursor }
    const page = await call(list({ path: { workspaceId }, query }))
    items.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return items
}

/** The workspace of the URL with the reader's permissions in it. */
export function useWorkspace(slug: string): Workspace | undefined {
  const { data } = useQuery(meQuery)
  return data?.workspaces.find((workspace) => workspace.slug === slug)
}

/** Where a signed-in user lands: the workspace used last, else the first, else the page to make one. */
export function homeOf(me: Me): string {
  const last = localStorage.getItem('workspace')
  const workspace = me.workspaces.find(({ slug }) => slug === last) ?? me.workspaces[0]
  return workspace ? `/workspaces/${workspace.slug}` : '/workspaces'
}

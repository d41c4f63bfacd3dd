'use client'
import { getWorkspace, updateWorkspace, type Workspace } from '@skyclust/api-client'
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError, call } from '@/lib/api.ts'
import { meQuery } from '@/lib/queries.ts'
import { useRoute } from '@/lib/route.ts'

export type Settings = Workspace['settings']

const workspaceQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['ws', workspaceId, 'workspace'],
    queryFn: () => call(getWorkspace({ path: { workspaceId } })),
  })

export function useWorkspaceDetail() {
  const { ws } = useRoute()
  return useQuery(workspaceQuery(ws))
}

/** Keeps what a change answered, here and in the list of workspaces. */
export function useKeepWorkspace(): (workspace: Workspace) => Promise<void> {
  const { ws } = useRoute()
  const cache = useQueryClient()
  return async (workspace) => {
    cache.setQueryData(workspaceQuery(ws).queryKey, workspace)
    await Promise.all([
      cache.invalidateQueries(meQuery),
      cache.invalidateQueries({ queryKey: ['ws', ws, 'permissions'] }),
    ])
  }
}

/** Saves a part of the settings. What somebody else has changed since `base` was seen is not overwritten unawares. */
export function useSaveSettings(workspace: Workspace) {
  const { ws } = useRoute()
  const cache = useQueryClient()
  const keep = useKeepWorkspace()
  const [base, setBase] = useState(workspace)
  const saved = useMutation({
    mutationFn: (part: { readonly name?: string; readonly settings: Settings }) =>
      call(
        updateWorkspace({
          path: { workspaceId: ws },
          body: part,
          headers: { 'if-match': `"${base.version}"` },
        }),
      ),
    async onSuccess(next) {
      setBase(next)
      await keep(next)
    },
    async onError(error) {
      if (error instanceof ApiError && error.code === 'version-mismatch')
        setBase(await cache.fetchQuery({ ...workspaceQuery(ws), staleTime: 0 }))
    },
  })
  const errorAt = (pointer: string) =>
    saved.error instanceof ApiError ? saved.error.at(pointer) : undefined
  return { base, saved, errorAt }
}

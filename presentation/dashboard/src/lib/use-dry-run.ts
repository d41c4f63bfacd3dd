'use client'
import type { Plan, ResourceDetail } from '@skyclust/api-client'
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { call } from './api.ts'

const TYPING_PAUSE_MS = 450
const FRESH_MS = 30_000

type PlanCall = (signal: AbortSignal) => Promise<{
  data?: Plan | ResourceDetail | undefined
  error?: unknown
  response?: Response
}>

/** Asks for the plan of a request. `key` is the request as text; an empty one asks nothing. */
function planQuery(workspaceId: string, key: string, ask: PlanCall) {
  return queryOptions({
    queryKey: ['ws', workspaceId, 'plan', key],
    queryFn: async ({ signal }) => (await call(ask(signal))) as Plan,
    enabled: key !== '',
    retry: false,
    staleTime: FRESH_MS,
    gcTime: FRESH_MS,
  })
}

/** The plan of what is being entered, asked for when typing pauses; the last plan stays until the next is there. */
export function useDryRun(workspaceId: string, key: string, ask: PlanCall) {
  const settled = useDebounced(key, TYPING_PAUSE_MS)
  const query = useQuery({
    ...planQuery(workspaceId, settled, ask),
    enabled: settled !== '' && settled === key,
    placeholderData: keepPreviousData,
  })
  const isStale = settled !== key || query.isFetching || query.isPlaceholderData
  return { ...query, plan: key === '' ? undefined : query.data, isStale }
}

function useDebounced(value: string, pauseMs: number): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), settled === '' ? 0 : pauseMs)
    return () => clearTimeout(timer)
  }, [value, settled, pauseMs])
  return settled
}

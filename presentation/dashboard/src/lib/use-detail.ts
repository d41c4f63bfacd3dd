'use client'
import type { ResourceDetail } from '@skyclust/api-client'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { ApiError } from './api.ts'
import { detailQuery, type ListKind } from './queries.ts'

/** A cluster or network; remembers the last sight of it, so that its end can be told from never having been. */
export function useDetail(workspaceId: string, kind: ListKind, name: string) {
  const query = useQuery(detailQuery(workspaceId, kind, name))
  const [last, setLast] = useState<ResourceDetail>()
  const { data, error } = query
  useEffect(() => {
    if (data) setLast(data)
  }, [data])
  const isMissing = error instanceof ApiError && error.status === 404
  const wasDeleting = last !== undefined && last.resource.deletionRequestedAt !== null
  return {
    ...query,
    isMissing,
    /** It was seen being deleted, and now it is gone. */
    gone: isMissing && wasDeleting ? last : undefined,
  }
}

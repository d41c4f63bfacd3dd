'use client'
import { useParams } from 'next/navigation'

/** Slug of the workspace and name of the resource in the URL. */
export function useRoute(): { readonly ws: string; readonly name: string; readonly base: string } {
  const { ws, name } = useParams<{ ws: string; name?: string }>()
  return { ws, name: name ?? '', base: `/workspaces/${ws}` }
}

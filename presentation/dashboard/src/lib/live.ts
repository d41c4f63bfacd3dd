'use client'
import type { Event as WorkspaceEvent, Resource } from '@skyclust/api-client'
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

/** Events come in bursts; what they make stale is loaded once per pause. */
const PAUSE_MS = 250

export type Connection = 'connecting' | 'live' | 'reconnecting'

/** Keeps the query cache of a workspace fresh from its one event stream; the browser resumes by Last-Event-ID. */
export function useLiveWorkspace(slug: string): Connection {
  const client = useQueryClient()
  const [connection, setConnection] = useState<Connection>('connecting')
  useEffect(() => {
    const refresher = createRefresher(client, slug)
    const source = new EventSource(`/api/v1/workspaces/${slug}/events/stream`)
    let wasLive = false
    source.addEventListener('open', () => {
      // After a pause without connection what is shown may be old, whatever the stream still tells.
      if (wasLive) refresher.everything()
      wasLive = true
      setConnection('live')
    })
    source.addEventListener('error', () => setConnection('reconnecting'))
    source.addEventListener('reset', () => refresher.everything())
    for (const type of EVENT_TYPES)
      source.addEventListener(type, (message) => {
        refresher.on(JSON.parse((message as MessageEvent<string>).data) as WorkspaceEvent)
      })
    return () => {
      source.close()
      refresher.stop()
    }
  }, [client, slug])
  return connection
}

const EVENT_TYPES = [
  'resource.created',
  'resource.changed',
  'resource.deleted',
  'object.changed',
  'credential.created',
  'credential.changed',
  'credential.deleted',
] as const satisfies readonly WorkspaceEvent['type'][]

function createRefresher(client: QueryClient, slug: string) {
  const stale = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let busy = false
  const flush = async () => {
    timer = undefined
    if (busy) return
    busy = true
    const parts = [...stale]
    stale.clear()
    await Promise.all(
      parts.map((part) =>
        client.invalidateQueries({ queryKey: ['ws', slug, ...(part === '' ? [] : [part])] }),
      ),
    )
    busy = false
    if (stale.size > 0) schedule()
  }
  const schedule = () => {
    if (!busy) timer ??= setTimeout(() => void flush(), PAUSE_MS)
  }
  const mark = (...parts: string[]) => {
    for (const part of parts) stale.add(part)
    schedule()
  }
  return {
    on(event: WorkspaceEvent) {
      if (event.type.startsWith('credential.')) return mark('credentials')
      if (event.type === 'resource.changed') patchLists(client, slug, event)
      else if (event.type !== 'object.changed') mark('clusters', 'networks')
      mark('detail')
    },
    everything: () => mark(''),
    stop: () => clearTimeout(timer),
  }
}

/** A change carries what a list row shows, so lists need no request. */
function patchLists(client: QueryClient, slug: string, event: WorkspaceEvent): void {
  const { phase, conditions, status } = event.data as Partial<Resource>
  if (phase === undefined || conditions === undefined || status === undefined) return
  for (const kind of ['clusters', 'networks'])
    client.setQueryData<Resource[]>(['ws', slug, kind], (items) =>
      items?.map((item) =>
        item.id === event.resourceId ? { ...item, phase, conditions, status } : item,
      ),
    )
}

'use client'
import type { Event as WorkspaceEvent, Resource } from '@skyclust/api-client'
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { refreshRights } from './permissions.ts'

/** Events come in bursts; what they make stale is loaded once per pause. */
const PAUSE_MS = 250

/** A stream that was refused is asked for again; who lost access is gone by then. */
const REOPEN_MS = 5000
/** Who may not read events sees what changed a little later. */
const POLL_MS = 15_000

export type Connection = 'connecting' | 'live' | 'reconnecting' | 'polling'

/**
 * Keeps the query cache of a workspace fresh from its one event stream; the browser resumes by Last-Event-ID. What the
 * reader may do is asked anew when the stream says so, and when it ends: it does when access is lost.
 */
export function useLiveWorkspace(slug: string, mayRead: boolean | undefined): Connection {
  const client = useQueryClient()
  const [connection, setConnection] = useState<Connection>('connecting')
  useEffect(() => {
    if (mayRead === undefined) return
    const refresher = createRefresher(client, slug)
    const stop = mayRead
      ? follow(slug, refresher, setConnection, () => void refreshRights(client))
      : poll(refresher, setConnection)
    return () => {
      stop()
      refresher.stop()
    }
  }, [client, slug, mayRead])
  return connection
}

type Refresher = ReturnType<typeof createRefresher>

function poll(refresher: Refresher, tell: (connection: Connection) => void): () => void {
  tell('polling')
  const timer = setInterval(() => refresher.everything(), POLL_MS)
  return () => clearInterval(timer)
}

function follow(
  slug: string,
  refresher: Refresher,
  tell: (connection: Connection) => void,
  accessMayHaveChanged: () => void,
): () => void {
  let source: EventSource
  let again: ReturnType<typeof setTimeout> | undefined
  let wasLive = false
  const open = () => {
    source = new EventSource(`/api/v1/workspaces/${slug}/events/stream`)
    source.addEventListener('open', () => {
      // After a pause without connection what is shown may be old, whatever the stream still tells.
      if (wasLive) refresher.everything()
      wasLive = true
      tell('live')
    })
    source.addEventListener('error', () => {
      tell('reconnecting')
      accessMayHaveChanged()
      // The browser comes back to a stream that broke off, not to one that was refused.
      if (source.readyState === EventSource.CLOSED) again = setTimeout(open, REOPEN_MS)
    })
    source.addEventListener('reset', () => refresher.everything())
    source.addEventListener('access', () => {
      accessMayHaveChanged()
      refresher.everything()
    })
    for (const type of EVENT_TYPES)
      source.addEventListener(type, (message) => {
        refresher.on(JSON.parse((message as MessageEvent<string>).data) as WorkspaceEvent)
      })
  }
  open()
  return () => {
    clearTimeout(again)
    source.close()
  }
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

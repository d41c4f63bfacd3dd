import type { EventFeed } from '@skyclust/application'
import type { DatabaseConnection } from '../database/connection.ts'
import { Listener } from '../database/listener.ts'
import { EVENT_CHANNEL } from '../stores/event-store.ts'

export interface PostgresEventFeed extends EventFeed {
  close(): Promise<void>
}

const PING_MS = 15_000
const PING_TIMEOUT_MS = 5_000

/** Wakes subscribers on the doorbell of their workspace, and all of them after a lost connection: something may be missed. */
export async function eventFeed(connection: DatabaseConnection): Promise<PostgresEventFeed> {
  const subscribers = new Map<string, Set<() => void>>()
  const wakeAll = () => {
    for (const workspaceId of subscribers.keys()) wake(subscribers, workspaceId)
  }
  const listener = new Listener({
    connection,
    application: 'skyclust-events',
    channel: EVENT_CHANNEL,
    pingMs: PING_MS,
    pingTimeoutMs: PING_TIMEOUT_MS,
    ping: async (client) => void (await client.query('select 1')),
    onConnect: async () => wakeAll(),
    onNotify: (workspaceId) => wake(subscribers, workspaceId),
    onLost: () => undefined,
  })
  await listener.start()
  return {
    subscribe(workspaceId, callback) {
      // A wrapper of its own, so that one function may be subscribed twice.
      const entry = () => callback()
      const group = subscribers.get(workspaceId) ?? new Set()
      subscribers.set(workspaceId, group.add(entry))
      return () => {
        group.delete(entry)
        if (group.size === 0 && subscribers.get(workspaceId) === group) {
          subscribers.delete(workspaceId)
        }
      }
    },
    close: () => listener.close(),
  }
}

function wake(subscribers: ReadonlyMap<string, ReadonlySet<() => void>>, workspaceId: string) {
  // A copy: a callback may unsubscribe or subscribe.
  for (const callback of Array.from(subscribers.get(workspaceId) ?? [])) callback()
}

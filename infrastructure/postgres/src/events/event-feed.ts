import type { AccessFeed, EventFeed } from '@skyclust/application'
import type { DatabaseConnection } from '../database/connection.ts'
import { Listener } from '../database/listener.ts'
import { EVENT_CHANNEL } from '../stores/event-store.ts'

export interface PostgresEventFeed extends EventFeed, AccessFeed {
  close(): Promise<void>
}

/** Rung by triggers on what people may do: sessions, keys, memberships, roles. */
const ACCESS_CHANNEL = 'skyclust_access'

/** A connection that dies without a word is noticed within both together: revocations have 5 s to arrive. */
const PING_MS = 2_000
const PING_TIMEOUT_MS = 2_000

/** Wakes subscribers on their doorbell, and all of them after a lost connection: something may have been missed. */
export async function eventFeed(connection: DatabaseConnection): Promise<PostgresEventFeed> {
  const subscribers = new Map<string, Set<() => void>>()
  const remembering = new Set<() => void>()
  const forgetAll = () => {
    for (const forget of Array.from(remembering)) forget()
  }
  const wakeAll = () => {
    for (const workspaceId of subscribers.keys()) wake(subscribers, workspaceId)
    forgetAll()
  }
  const listener = new Listener({
    connection,
    application: 'skyclust-events',
    channels: [EVENT_CHANNEL, ACCESS_CHANNEL],
    pingMs: PING_MS,
    pingTimeoutMs: PING_TIMEOUT_MS,
    ping: async (client) => void (await client.query('select 1')),
    onConnect: async () => wakeAll(),
    onNotify: (channel, workspaceId) =>
      channel === ACCESS_CHANNEL ? forgetAll() : wake(subscribers, workspaceId),
    onLost: forgetAll,
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
    onAccessChanged(forget) {
      const entry = () => forget()
      remembering.add(entry)
      return () => void remembering.delete(entry)
    },
    close: () => listener.close(),
  }
}

function wake(subscribers: ReadonlyMap<string, ReadonlySet<() => void>>, workspaceId: string) {
  // A copy: a callback may unsubscribe or subscribe.
  for (const callback of Array.from(subscribers.get(workspaceId) ?? [])) callback()
}

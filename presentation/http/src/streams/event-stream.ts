import type { ServerResponse } from 'node:http'
import {
  type AccessCache,
  enterWorkspace,
  type Entered,
  eventView,
  mayseeEvent,
  stillGood,
  type WorkspaceActor,
} from '@skyclust/application'
import { WORKSPACE_PERMISSIONS, type WorkspaceEvent } from '@skyclust/domain'
import type { HttpContext, RequestIdentity } from '../context.ts'

const BATCH = 200
const RETRY_MS = 2000

/** What the cache remembers may be three seconds old, and the next look is four away: together more than five. */
const NOTHING_REMEMBERED: AccessCache = { get: (_key, load) => load(), forget: () => undefined }

interface Reader {
  readonly actor: WorkspaceActor
  /** Sequence number of the last event the reader has; undefined = only what comes from now on. */
  readonly after: number | undefined
  readonly identity: RequestIdentity
}

/**
 * Writes the workspace's events to an open response until the reader goes, falls too far behind or loses access.
 * Subscribes before the first read, so that no event falls between reading and waiting.
 */
export async function pumpEvents(
  raw: ServerResponse,
  reader: Reader,
  context: HttpContext,
): Promise<void> {
  const { ports, streams } = context
  const { workspaceId } = reader.actor
  let actor = reader.actor
  const { events } = ports.db.stores
  const bell = doorbell()
  const unsubscribe = ports.feed.subscribe(workspaceId, bell.ring)
  const heartbeat = setInterval(() => write(': heartbeat\n\n'), streams.heartbeatMs)
  // From when it was let in: what changes before the first look is told, too.
  let standing = standingOf(actor)
  let archived: string | null | undefined
  const lookAgain = async () => {
    const now = await mayGoOn(reader, context)
    if (!now) return bell.close()
    actor = now.actor
    const changed = standingOf(now.actor)
    const archivedAt = now.workspace.archivedAt ?? null
    // The reader shows what it may do: it is told when that is no longer so.
    const isArchivedAnew = archived !== undefined && archived !== archivedAt
    if (standing !== changed || isArchivedAnew) write('event: access\ndata: {}\n\n')
    standing = changed
    archived = archivedAt
  }
  const look = () => void lookAgain()
  const recheck = setInterval(look, streams.recheckMs)
  // Who loses access is cut off at once; the interval is for a notice that got lost.
  const unsubscribeAccess = ports.feed.onAccessChanged(look)
  raw.once('close', bell.close)
  // A reader that has gone before we listen says so only once: it has said it already.
  if (raw.destroyed || raw.socket?.destroyed !== false) bell.close()
  const write = (text: string) => {
    raw.write(text)
    // A reader that does not read is cut off, never buffered without bound; it resumes by Last-Event-ID.
    if (raw.writableLength > streams.maxBufferedBytes) raw.destroy()
  }
  try {
    await lookAgain()
    const newest = await events.lastSeq(workspaceId)
    let last = reader.after ?? newest
    write(`retry: ${RETRY_MS}\n\n`)
    if (last > newest) {
      last = newest
      write(resetFrame(last))
    } else if (reader.after === undefined) write(`id: ${last}\nevent: hello\ndata: {}\n\n`)
    while (!bell.closed()) {
      const page = await events.since(workspaceId, last, BATCH)
      if (page.reset) {
        last = await events.lastSeq(workspaceId)
        write(resetFrame(last))
        continue
      }
      if (page.events.length > 0) {
        const seen = page.events.filter((event) => mayseeEvent(actor, event))
        last = page.events.at(-1)?.seq ?? last
        // An id alone tells nobody anything, but whoever comes back goes on after what was not for them.
        const ahead = seen.at(-1)?.seq === last ? '' : `id: ${last}\n\n`
        write(seen.map(frame).join('') + ahead)
        continue
      }
      await bell.rung()
    }
  } finally {
    unsubscribe()
    unsubscribeAccess()
    clearInterval(heartbeat)
    clearInterval(recheck)
    raw.end()
  }
}

/** A check that fails ends the stream too: the reader comes back and is asked who it is. */
async function mayGoOn(reader: Reader, context: HttpContext): Promise<Entered | undefined> {
  try {
    return await mayStillRead(reader, context)
  } catch (error) {
    context.ports.logger.warn({ err: error }, 'event stream: access could not be checked again')
    return undefined
  }
}

/** The reader with what they may see now: a role that changed shows from here on. */
async function mayStillRead(
  { identity, actor }: Reader,
  { system }: HttpContext,
): Promise<Entered | undefined> {
  if (!(await stillGood(system, identity))) return undefined
  return enterWorkspace(system, NOTHING_REMEMBERED, identity, actor.workspaceId).then(
    (entered) => (entered.actor.access.has('event:read') ? entered : undefined),
    () => undefined,
  )
}

/** Everything that decides what the reader may do, as text to compare. */
function standingOf(actor: WorkspaceActor): string {
  const scopes = WORKSPACE_PERMISSIONS.map((permission) => actor.access.scope(permission))
  return JSON.stringify([actor.role, scopes])
}

function frame(event: WorkspaceEvent): string {
  return `id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(eventView(event))}\n\n`
}

/** The events in between are no longer kept: the reader must load what it shows afresh. */
function resetFrame(seq: number): string {
  return `id: ${seq}\nevent: reset\ndata: {}\n\n`
}

interface Doorbell {
  readonly ring: () => void
  readonly close: () => void
  readonly closed: () => boolean
  readonly rung: () => Promise<void>
}

/** Remembers rings that come while nobody waits; closing lets the waiter go as well. */
function doorbell(): Doorbell {
  let rang = false
  let isClosed = false
  let release: (() => void) | undefined
  const wake = () => {
    release?.()
    release = undefined
  }
  return {
    ring: () => {
      rang = true
      wake()
    },
    close: () => {
      isClosed = true
      wake()
    },
    closed: () => isClosed,
    rung: async () => {
      if (!rang && !isClosed) await new Promise<void>((resolve) => (release = resolve))
      rang = false
    },
  }
}

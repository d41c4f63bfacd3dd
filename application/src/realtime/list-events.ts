import { invalid, type WorkspaceEvent } from '@skyclust/domain'
import { z } from 'zod'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'
import { mayseeEvent } from './may-see-event.ts'

/** An event as histories and streams show it. */
export const EventView = z.object({
  seq: z.number().int(),
  at: z.string(),
  type: z.enum([
    'resource.created',
    'resource.changed',
    'resource.deleted',
    'object.changed',
    'credential.created',
    'credential.changed',
    'credential.deleted',
  ]),
  resourceId: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
})
export type EventView = z.infer<typeof EventView>

export function eventView(event: WorkspaceEvent): EventView {
  const { seq, at, type, data } = event
  return { seq, at, type, resourceId: event.resourceId ?? null, data: { ...data } }
}

/** Where the reader may not see everything, a page is gathered from windows of this many events… */
const WINDOW = 500
/** …and this many windows; a page that found fewer than asked for is followed by another. */
const MAX_WINDOWS = 20

/**
 * A page of what the actor may see of the workspace's history, newest first. The cursor is the sequence number to go on
 * below; a page can have fewer items than asked for, or none, and still have one after it.
 */
export async function listEvents(
  ports: Pick<Ports, 'db'>,
  actor: WorkspaceActor,
  page: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<{ readonly items: EventView[]; readonly nextCursor: string | null }> {
  const { workspaceId } = actor
  const { events } = ports.db.stores
  let below = Math.min((await events.lastSeq(workspaceId)) + 1, numberOf(page.cursor))
  const window = actor.access.scope('event:read') === 'all' ? page.limit : WINDOW
  const items: EventView[] = []
  for (let read = 0; below > 1 && items.length < page.limit && read < MAX_WINDOWS; read += 1) {
    // Sequence numbers have no gaps, so the window before `below` begins at a known number.
    const after = Math.max(0, below - 1 - window)
    const found = await events.since(workspaceId, after, below - 1 - after)
    const seen = found.events.filter((e) => e.seq < below && mayseeEvent(actor, e)).toReversed()
    items.push(...seen.map(eventView))
    below = found.reset ? 1 : after + 1
  }
  const shown = items.slice(0, page.limit)
  const goOnBelow = items.length > shown.length ? (shown.at(-1)?.seq ?? below) : below
  return { items: shown, nextCursor: goOnBelow <= 1 ? null : String(goOnBelow) }
}

function numberOf(cursor: string | undefined): number {
  if (cursor === undefined) return Infinity
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor)
  throw invalid('cursor-invalid', 'The cursor is not one of this list. Begin without one.')
}

import type { WorkspaceEvent } from '@skyclust/domain'
import { z } from 'zod'
import type { Ports, WorkspaceActor } from '../ports/ports.ts'

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

/** A page of the workspace's history, newest first. The cursor is the sequence number to go on below. */
export async function listEvents(
  ports: Ports,
  { workspaceId }: WorkspaceActor,
  page: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<{ readonly items: EventView[]; readonly nextCursor: string | null }> {
  const { events } = ports.db.stores
  const below = page.cursor === undefined ? Infinity : Number(page.cursor)
  const top = Math.min((await events.lastSeq(workspaceId)) + 1, Number.isNaN(below) ? 0 : below)
  // Sequence numbers have no gaps, so the page before `top` begins at a known number.
  const after = Math.max(0, top - 1 - page.limit)
  if (top <= 1) return { items: [], nextCursor: null }
  const found = await events.since(workspaceId, after, page.limit)
  const items = found.events.filter(({ seq }) => seq < top).map(eventView)
  return {
    items: items.toReversed(),
    nextCursor: after === 0 || found.reset ? null : String(after + 1),
  }
}

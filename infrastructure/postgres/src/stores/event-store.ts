import type { EventStore } from '@skyclust/application'
import type { NewEvent, ResourceId, WorkspaceEvent, WorkspaceId } from '@skyclust/domain'
import { json, type Sql } from '../database/sql.ts'

/** Channel of the doorbell; the payload is the workspace id. */
export const EVENT_CHANNEL = 'skyclust_events'

export interface EventRetention {
  /** Events kept per workspace; older ones go while new ones are written. */
  readonly keepPerWorkspace: number
}

/** Pruning costs a range delete; once in so many events it is not felt. */
const PRUNE_EVERY = 100

type EventRow = Omit<WorkspaceEvent, 'resourceId'> & { readonly resourceId: ResourceId | null }

export class PostgresEventStore implements EventStore {
  readonly #sql: Sql
  readonly #retention: EventRetention

  constructor(sql: Sql, retention: EventRetention) {
    this.#sql = sql
    this.#retention = retention
  }

  /**
   * The sequence row serialises the writers of one workspace until they commit, which is what makes the numbers gapless
   * and visible in order (2.0–2.3k appends/s). NOTIFY takes a global lock at commit; equal ones of a transaction are one.
   */
  async append(workspaceId: WorkspaceId, events: readonly NewEvent[]): Promise<void> {
    if (events.length === 0) return
    const row = await this.#sql.row<{ last: number }>(
      `with sequence as (
         insert into event_sequences (workspace_id, last_seq) values ($1, $2)
         on conflict (workspace_id) do update set last_seq = event_sequences.last_seq + $2
         returning last_seq
       ), written as (
         insert into events (workspace_id, seq, at, type, resource_id, data)
         select $1, last_seq - $2 + ordinality, clock_timestamp(), e ->> 'type', e ->> 'resourceId', e -> 'data'
         from sequence, jsonb_array_elements($3::jsonb) with ordinality as t(e, ordinality)
       )
       select last_seq as last, pg_notify($4, $1) from sequence`,
      [workspaceId, events.length, json(events), EVENT_CHANNEL],
    )
    const last = row?.last ?? 0
    if (Math.floor(last / PRUNE_EVERY) > Math.floor((last - events.length) / PRUNE_EVERY)) {
      await this.#sql.run('delete from events where workspace_id = $1 and seq <= $2', [
        workspaceId,
        last - this.#retention.keepPerWorkspace,
      ])
    }
  }

  async since(
    workspaceId: WorkspaceId,
    seq: number,
    limit: number,
  ): Promise<{ events: readonly WorkspaceEvent[]; reset: boolean }> {
    // Both from one snapshot; there are no gaps, so the first event after `seq` is seq + 1 or it is no longer kept.
    const rows = await this.#sql.rows<EventRow & { last: number }>(
      `select s.last_seq as last, s.workspace_id as "workspaceId", e.seq, e.at, e.type,
         e.resource_id as "resourceId", e.data
       from event_sequences s
       left join lateral (
         select * from events where workspace_id = s.workspace_id and seq > $2 order by seq limit $3
       ) e on true
       where s.workspace_id = $1 order by e.seq`,
      [workspaceId, seq, limit],
    )
    const first = rows[0]
    const last = first?.last ?? 0
    // Ahead of us: the reader saw numbers of a database that has been restored since.
    if (last === seq) return { events: [], reset: false }
    if (first?.seq !== seq + 1) return { events: [], reset: true }
    return { events: rows.map(toEvent), reset: false }
  }

  async lastSeq(workspaceId: WorkspaceId): Promise<number> {
    const row = await this.#sql.row<{ last: number }>(
      'select last_seq as last from event_sequences where workspace_id = $1',
      [workspaceId],
    )
    return row?.last ?? 0
  }
}

function toEvent({ workspaceId, seq, at, type, resourceId, data }: EventRow): WorkspaceEvent {
  return { workspaceId, seq, at, type, resourceId: resourceId ?? undefined, data }
}

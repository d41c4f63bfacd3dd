import type { ObjectState, ObjectStore } from '@skyclust/application'
import type { ObjectId, ResourceId } from '@skyclust/domain'
import { json, type Sql } from '../database/sql.ts'

type Optional =
  | 'externalId'
  | 'lastApplied'
  | 'nextAttemptAt'
  | 'message'
  | 'errorClass'
  | 'remedy'
  | 'startedAt'
  | 'readyAt'
  | 'observedAt'
type ObjectRow = Omit<ObjectState, Optional> & {
  readonly [K in Optional]: Exclude<ObjectState[K], undefined> | null
}

export class PostgresObjectStore implements ObjectStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  async list(rootId: ResourceId): Promise<readonly ObjectState[]> {
    const rows = await this.#sql.rows<ObjectRow>(
      `select root_id as "rootId", workspace_id as "workspaceId", object_id as "objectId", declaration,
         position, state, external_id as "externalId", outputs, last_applied as "lastApplied", goal,
         attempts, replacements,
         next_attempt_at as "nextAttemptAt", message, error_class as "errorClass", remedy,
         started_at as "startedAt", ready_at as "readyAt", observed_at as "observedAt"
       from cloud_objects where root_id = $1 order by position, object_id`,
      [rootId],
    )
    return rows.map(toState)
  }

  /** One statement however many: a graph of 40 objects is one round trip. */
  async upsert(states: readonly ObjectState[]): Promise<void> {
    if (states.length === 0) return
    await this.#sql.run(
      `insert into cloud_objects (workspace_id, root_id, object_id, declaration, position, state,
         external_id, outputs, last_applied, goal, attempts, replacements, next_attempt_at, message, error_class, remedy,
         started_at, ready_at, observed_at)
       select "workspaceId", "rootId", "objectId", declaration, position, state, "externalId", outputs,
         "lastApplied", goal, attempts, replacements, "nextAttemptAt", message, "errorClass", remedy, "startedAt", "readyAt",
         "observedAt"
       from jsonb_to_recordset($1::jsonb) as s("workspaceId" text, "rootId" text, "objectId" text,
         declaration jsonb, position integer, state text, "externalId" text, outputs jsonb,
         "lastApplied" jsonb, goal text, attempts integer, replacements integer, "nextAttemptAt" timestamptz, message text,
         "errorClass" text, remedy text, "startedAt" timestamptz, "readyAt" timestamptz,
         "observedAt" timestamptz)
       on conflict (workspace_id, root_id, object_id) do update set
         declaration = excluded.declaration, position = excluded.position, state = excluded.state,
         external_id = excluded.external_id, outputs = excluded.outputs,
         last_applied = excluded.last_applied, goal = excluded.goal,
         attempts = excluded.attempts, replacements = excluded.replacements,
         next_attempt_at = excluded.next_attempt_at, message = excluded.message,
         error_class = excluded.error_class, remedy = excluded.remedy, started_at = excluded.started_at,
         ready_at = excluded.ready_at, observed_at = excluded.observed_at`,
      [json(states)],
    )
  }

  async removeAll(rootId: ResourceId): Promise<void> {
    await this.#sql.run('delete from cloud_objects where root_id = $1', [rootId])
  }

  async remove(rootId: ResourceId, objectIds: readonly ObjectId[]): Promise<void> {
    await this.#sql.run('delete from cloud_objects where root_id = $1 and object_id = any($2)', [
      rootId,
      objectIds,
    ])
  }
}

function toState(row: ObjectRow): ObjectState {
  return {
    ...row,
    externalId: row.externalId ?? undefined,
    lastApplied: row.lastApplied ?? undefined,
    nextAttemptAt: row.nextAttemptAt ?? undefined,
    message: row.message ?? undefined,
    errorClass: row.errorClass ?? undefined,
    remedy: row.remedy ?? undefined,
    startedAt: row.startedAt ?? undefined,
    readyAt: row.readyAt ?? undefined,
    observedAt: row.observedAt ?? undefined,
  }
}

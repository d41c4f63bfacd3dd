import type { IdempotencyStore } from '@skyclust/application'
import { conflict, type JsonObject, type WorkspaceId } from '@skyclust/domain'
import { json, type Sql } from '../database/sql.ts'
import { violationsAs } from '../database/violations.ts'

interface Answer {
  readonly requestHash: string
  readonly status: number
  readonly body: JsonObject
}

export class PostgresIdempotencyStore implements IdempotencyStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  async find(workspaceId: WorkspaceId, key: string): Promise<Answer | undefined> {
    return this.#sql.row<{ [K in keyof Answer]: Answer[K] }>(
      `select request_hash as "requestHash", status, body from idempotency_keys
       where workspace_id = $1 and key = $2 and created_at > now() - interval '24 hours'`,
      [workspaceId, key],
    )
  }

  /**
   * Conflict `idempotency-key-in-use` when another request with the key has committed first; this one then rolls back.
   * Answers older than a day go on the way, and an expired one with the same key is replaced.
   */
  async insert(workspaceId: WorkspaceId, key: string, answer: Answer): Promise<void> {
    await this.#sql.run(
      `delete from idempotency_keys
       where workspace_id = $1 and created_at <= now() - interval '24 hours'`,
      [workspaceId],
    )
    await violationsAs(
      {
        idempotency_keys_pkey: () =>
          conflict(
            'idempotency-key-in-use',
            'Another request with this Idempotency-Key was made at the same time; repeat it to get its answer.',
          ),
      },
      this.#sql.run(
        `insert into idempotency_keys (workspace_id, key, request_hash, status, body)
         values ($1, $2, $3, $4, $5)`,
        [workspaceId, key, answer.requestHash, answer.status, json(answer.body)],
      ),
    )
  }
}

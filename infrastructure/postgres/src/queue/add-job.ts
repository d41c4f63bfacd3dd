import type { Jobs } from '@skyclust/application'
import type { Sql } from '../database/sql.ts'

/** Channel of the queue's doorbell; no payload. */
export const WORK_CHANNEL = 'skyclust_work'

/**
 * Adds keys on the given connection, so that they become visible with the rest of its transaction. `least` keeps the
 * earlier time; together with due_at = null at claim it makes a hundred adds during a run one more run.
 */
export class PostgresJobs implements Jobs {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  async add(key: string, options: { delayMs?: number } = {}): Promise<void> {
    await this.#sql.run(
      `with added as (
         insert into work (key, due_at) values ($1, now() + $2 * interval '1 ms')
         on conflict (key) do update
           set due_at = least(work.due_at, excluded.due_at), priority = 0, attempts = 0
         returning key
       )
       select pg_notify($3, '') from added`,
      [key, options.delayMs ?? 0, WORK_CHANNEL],
    )
  }
}

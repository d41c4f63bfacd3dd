import type { Jobs } from '@skyclust/application'
import type { Sql } from '../database/sql.ts'

/** Channel of the queue's doorbell; no payload. */
export const WORK_CHANNEL = 'skyclust_work'

/** Adds keys on the given connection, so that they become visible with the rest of its transaction. */
export class PostgresJobs implements Jobs {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  /** By a function: requests inside a workspace may wake a key, not see the queue. */
  async add(key: string, options: { delayMs?: number } = {}): Promise<void> {
    await this.#sql.run('select wake($1, $2)', [key, options.delayMs ?? 0])
  }
}

import type { RefreshTokenStore } from '@skyclust/application'
import type { SessionId } from '@skyclust/domain'
import type { Sql } from '../database/sql.ts'

type Used = { readonly sessionId: SessionId; readonly state: 'fresh' | 'reused' }

export class PostgresRefreshTokenStore implements RefreshTokenStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  async insert(token: Parameters<RefreshTokenStore['insert']>[0]): Promise<void> {
    await this.#sql.run(
      'insert into refresh_tokens (hash, session_id, created_at, expires_at) values ($1, $2, $3, $4)',
      [token.hash, token.sessionId, token.createdAt, token.expiresAt],
    )
  }

  async use(hash: string, at: string): Promise<Used | undefined> {
    // The second of two waits for the row lock and then sees the row as the first left it.
    return this.#sql.row<Used>(
      `with token as (
         select hash, session_id, used_at from refresh_tokens where hash = $1 and expires_at > $2 for update
       ), marked as (
         update refresh_tokens t set used_at = $2 from token where t.hash = token.hash and token.used_at is null
       )
       select session_id as "sessionId", case when used_at is null then 'fresh' else 'reused' end as state
       from token`,
      [hash, at],
    )
  }
}

import type { MailedTokenStore } from '@skyclust/application'
import type { MailedToken, UserId } from '@skyclust/domain'
import type { Sql } from '../database/sql.ts'

export class PostgresMailedTokenStore implements MailedTokenStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  async insert(t: MailedToken): Promise<void> {
    await this.#sql.run(
      `insert into mailed_tokens (token_hash, purpose, user_id, email, expires_at)
       values ($1, $2, $3, $4, $5)`,
      [t.tokenHash, t.purpose, t.userId, t.email, t.expiresAt],
    )
  }

  async take(
    tokenHash: string,
    purpose: MailedToken['purpose'],
    now: string,
  ): Promise<MailedToken | undefined> {
    return this.#sql.row<{ [K in keyof MailedToken]: MailedToken[K] }>(
      `delete from mailed_tokens where token_hash = $1 and purpose = $2 and expires_at > $3
       returning token_hash as "tokenHash", purpose, user_id as "userId", email, expires_at as "expiresAt"`,
      [tokenHash, purpose, now],
    )
  }

  async deleteFor(userId: UserId, purpose: MailedToken['purpose']): Promise<void> {
    const text = 'delete from mailed_tokens where user_id = $1 and purpose = $2'
    await this.#sql.run(text, [userId, purpose])
  }
}

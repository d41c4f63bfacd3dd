import type { SignInChallengeStore } from '@skyclust/application'
import type { SignInChallenge, UserId } from '@skyclust/domain'
import type { Sql } from '../database/sql.ts'
import { fromRow, type Row } from './row.ts'

export class PostgresSignInChallengeStore implements SignInChallengeStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  async insert(c: SignInChallenge): Promise<void> {
    await this.#sql.run(
      `insert into sign_in_challenges (token_hash, user_id, failures, passkey_challenge, expires_at)
       values ($1, $2, $3, $4, $5)`,
      [c.tokenHash, c.userId, c.failures, c.passkeyChallenge, c.expiresAt],
    )
  }

  async get(tokenHash: string, now: string): Promise<SignInChallenge | undefined> {
    const row = await this.#sql.row<Row<SignInChallenge>>(
      `select token_hash as "tokenHash", user_id as "userId", failures,
         passkey_challenge as "passkeyChallenge", expires_at as "expiresAt"
       from sign_in_challenges where token_hash = $1 and expires_at > $2 for update`,
      [tokenHash, now],
    )
    return row && fromRow<SignInChallenge>(row)
  }

  async update(c: SignInChallenge): Promise<void> {
    await this.#sql.run(
      `update sign_in_challenges set failures = $2, passkey_challenge = $3, expires_at = $4
       where token_hash = $1`,
      [c.tokenHash, c.failures, c.passkeyChallenge, c.expiresAt],
    )
  }

  async delete(tokenHash: string): Promise<void> {
    await this.#sql.run('delete from sign_in_challenges where token_hash = $1', [tokenHash])
  }

  async deleteFor(userId: UserId): Promise<void> {
    await this.#sql.run('delete from sign_in_challenges where user_id = $1', [userId])
  }
}

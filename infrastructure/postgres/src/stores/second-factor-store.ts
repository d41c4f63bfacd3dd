import type { SealedSecret, SecondFactorStore } from '@skyclust/application'
import type { UserId } from '@skyclust/domain'
import type { Sql } from '../database/sql.ts'
import { fromRow, type Row } from './row.ts'
import { SEALED_COLUMNS, type SealedRow, sealedValues, SELECT_SEALED } from './sealed-columns.ts'

type Totp = NonNullable<Awaited<ReturnType<SecondFactorStore['totp']>>>
type TotpRow = Row<SealedRow & Omit<Totp, 'sealed'>>

export class PostgresSecondFactorStore implements SecondFactorStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  async totp(userId: UserId): Promise<Totp | undefined> {
    const row = await this.#sql.row<TotpRow>(
      `select ${SELECT_SEALED}, confirmed_at as "confirmedAt", last_step as "lastStep"
       from totp where user_id = $1`,
      [userId],
    )
    if (!row) return undefined
    const { confirmedAt, lastStep, ...sealed } = fromRow<SealedRow & Omit<Totp, 'sealed'>>(row)
    return { sealed, confirmedAt, lastStep }
  }

  /** A new secret begins unconfirmed and with no step used. */
  async setTotp(userId: UserId, sealed: SealedSecret): Promise<void> {
    await this.#sql.run(
      `insert into totp (user_id, ${SEALED_COLUMNS}) values ($1, $2, $3, $4, $5)
       on conflict (user_id) do update set
         (${SEALED_COLUMNS}, confirmed_at, last_step) = ($2, $3, $4, $5, null, 0)`,
      [userId, ...sealedValues(sealed)],
    )
  }

  async confirmTotp(userId: UserId, at: string): Promise<void> {
    await this.#sql.run('update totp set confirmed_at = $2 where user_id = $1', [userId, at])
  }

  async useTotpStep(userId: UserId, step: number): Promise<boolean> {
    const text = 'update totp set last_step = $2 where user_id = $1 and last_step < $2'
    return (await this.#sql.run(text, [userId, step])) === 1
  }

  async removeTotp(userId: UserId): Promise<void> {
    await this.#sql.run('delete from totp where user_id = $1', [userId])
  }

  async replaceRecoveryCodes(userId: UserId, hashes: readonly string[]): Promise<void> {
    await this.#sql.run('delete from recovery_codes where user_id = $1', [userId])
    await this.#sql.run(
      'insert into recovery_codes (user_id, hash) select $1, unnest($2::text[])',
      [userId, hashes],
    )
  }

  async useRecoveryCode(userId: UserId, hash: string, at: string): Promise<boolean> {
    const used = await this.#sql.run(
      'update recovery_codes set used_at = $3 where user_id = $1 and hash = $2 and used_at is null',
      [userId, hash, at],
    )
    return used === 1
  }

  async recoveryCodesLeft(userId: UserId): Promise<number> {
    const row = await this.#sql.row<{ left: number }>(
      'select count(*) as left from recovery_codes where user_id = $1 and used_at is null',
      [userId],
    )
    return row?.left ?? 0
  }
}

import type { SigningKey, SigningKeyStore } from '@skyclust/application'
import { json, type Sql } from '../database/sql.ts'
import { SEALED_COLUMNS, type SealedRow, sealedValues, SELECT_SEALED } from './sealed-columns.ts'

type KeyRow = SealedRow & { [K in keyof Omit<SigningKey, 'sealed'>]: SigningKey[K] }

export class PostgresSigningKeyStore implements SigningKeyStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  async list(): Promise<readonly SigningKey[]> {
    const rows = await this.#sql.rows<KeyRow>(
      `select id, public_jwk as "publicJwk", created_at as "createdAt", ${SELECT_SEALED} from signing_keys
       order by created_at desc, id desc`,
    )
    return rows.map(({ id, publicJwk, createdAt, ...sealed }) => ({
      id,
      publicJwk,
      sealed,
      createdAt,
    }))
  }

  async insertAfter(newest: string | undefined, key: SigningKey): Promise<boolean> {
    // Of two at once, which both see the same newest key, the index lets one follow it.
    const inserted = await this.#sql.run(
      `insert into signing_keys (follows, id, public_jwk, created_at, ${SEALED_COLUMNS})
       select $1, $2, $3, $4, $5, $6, $7, $8
       where (select id from signing_keys order by created_at desc, id desc limit 1)
         is not distinct from $1::text
       on conflict (coalesce(follows, '')) do nothing`,
      [newest, key.id, json(key.publicJwk), key.createdAt, ...sealedValues(key.sealed)],
    )
    return inserted === 1
  }

  async deleteOlderThan(createdAt: string): Promise<void> {
    await this.#sql.run('delete from signing_keys where created_at < $1', [createdAt])
  }
}

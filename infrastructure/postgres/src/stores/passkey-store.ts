import type { PasskeyStore } from '@skyclust/application'
import { conflict, type Passkey, type PasskeyId, type UserId } from '@skyclust/domain'
import type { Sql } from '../database/sql.ts'
import { violationsAs } from '../database/violations.ts'
import { fromRow, type Row } from './row.ts'

const SELECT = `select id, user_id as "userId", name, credential_id as "credentialId",
    public_key as "publicKey", counter, transports, backed_up as "backedUp", created_at as "createdAt",
    last_used_at as "lastUsedAt"
  from passkeys`

export class PostgresPasskeyStore implements PasskeyStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  /** Conflict `passkey-registered` when somebody has registered the authenticator's credential. */
  async insert(p: Passkey): Promise<void> {
    await violationsAs(
      {
        passkeys_credential_id_key: () =>
          conflict('passkey-registered', 'This passkey is registered already; use another one.'),
      },
      this.#sql.run(
        `insert into passkeys (id, user_id, name, credential_id, public_key, counter, transports, backed_up,
           created_at, last_used_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [
          p.id,
          p.userId,
          p.name,
          p.credentialId,
          Buffer.from(p.publicKey),
          p.counter,
          p.transports,
          p.backedUp,
          p.createdAt,
          p.lastUsedAt,
        ],
      ),
    )
  }

  /** Oldest first. */
  async listFor(userId: UserId): Promise<readonly Passkey[]> {
    const text = `${SELECT} where user_id = $1 order by created_at, id`
    const rows = await this.#sql.rows<Row<Passkey>>(text, [userId])
    return rows.map((row) => fromRow<Passkey>(row))
  }

  async findByCredentialId(credentialId: string): Promise<Passkey | undefined> {
    const row = await this.#sql.row<Row<Passkey>>(`${SELECT} where credential_id = $1`, [
      credentialId,
    ])
    return row && fromRow<Passkey>(row)
  }

  async update(p: Passkey): Promise<boolean> {
    const touched = await this.#sql.run(
      'update passkeys set counter = $3, backed_up = $4, last_used_at = $5 where user_id = $1 and id = $2',
      [p.userId, p.id, p.counter, p.backedUp, p.lastUsedAt],
    )
    return touched === 1
  }

  async delete(userId: UserId, id: PasskeyId): Promise<boolean> {
    const text = 'delete from passkeys where user_id = $1 and id = $2'
    return (await this.#sql.run(text, [userId, id])) === 1
  }

  async deleteAll(userId: UserId): Promise<void> {
    await this.#sql.run('delete from passkeys where user_id = $1', [userId])
  }
}

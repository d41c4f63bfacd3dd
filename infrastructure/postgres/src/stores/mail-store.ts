import type { Mail, MailStore, Page, SealedSecret } from '@skyclust/application'
import type { MailId } from '@skyclust/domain'
import { decodeCursor, encodeCursor } from '../database/cursor.ts'
import type { Sql } from '../database/sql.ts'
import { fromRow, type Row } from './row.ts'
import { SEALED_COLUMNS, sealedValues, SELECT_SEALED } from './sealed-columns.ts'

const SELECT = `select id, recipient as "to", subject, created_at as "createdAt", sent_at as "sentAt", attempts,
    error, number, ${SELECT_SEALED}
  from mails`

type Envelope = Omit<Mail, 'text'>
type MailColumns = Envelope & { [K in keyof SealedSecret]: SealedSecret[K] | undefined } & {
  readonly number: number
}

export class PostgresMailStore implements MailStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  async insert(m: Envelope, sealed: SealedSecret): Promise<void> {
    await this.#sql.run(
      `insert into mails (id, recipient, subject, created_at, sent_at, attempts, error, ${SEALED_COLUMNS})
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [m.id, m.to, m.subject, m.createdAt, m.sentAt, m.attempts, m.error, ...sealedValues(sealed)],
    )
  }

  async get(
    id: MailId,
  ): Promise<{ readonly mail: Envelope; readonly sealed: SealedSecret | undefined } | undefined> {
    const row = await this.#sql.row<Row<MailColumns>>(`${SELECT} where id = $1`, [id])
    if (!row) return undefined
    const { sealed, ...mail } = toMail(row)
    return { mail, sealed }
  }

  async list(page: {
    readonly limit: number
    readonly cursor?: string
  }): Promise<Page<Envelope & { readonly sealed: SealedSecret | undefined }>> {
    const before = page.cursor === undefined ? undefined : decodeCursor(page.cursor).number
    const rows = await this.#sql.rows<Row<MailColumns>>(
      `${SELECT} where $1::bigint is null or number < $1 order by number desc limit $2`,
      [before, page.limit + 1],
    )
    const shown = rows.slice(0, page.limit)
    const last = rows.length > page.limit ? shown.at(-1) : undefined
    return { items: shown.map(toMail), nextCursor: last && encodeCursor(last) }
  }

  async sent(id: MailId, at: string): Promise<void> {
    await this.#sql.run(
      `update mails set sent_at = $2, attempts = attempts + 1, error = null,
         (${SEALED_COLUMNS}) = (null, null, null, null)
       where id = $1`,
      [id, at],
    )
  }

  async failed(id: MailId, error: string): Promise<void> {
    const text = 'update mails set attempts = attempts + 1, error = $2 where id = $1'
    await this.#sql.run(text, [id, error])
  }
}

function toMail(row: Row<MailColumns>): Envelope & { readonly sealed: SealedSecret | undefined } {
  const { ciphertext, wrappedKey, keyId, nonce, number: _, ...mail } = fromRow<MailColumns>(row)
  const sealed =
    ciphertext && wrappedKey && keyId !== undefined && nonce
      ? { ciphertext, wrappedKey, keyId, nonce }
      : undefined
  return { ...mail, sealed }
}

import type { Page, UserStore } from '@skyclust/application'
import { conflict, DomainError, type User, type UserId } from '@skyclust/domain'
import { decodeKey, encodeKey } from '../database/key-cursor.ts'
import type { Sql } from '../database/sql.ts'
import { violationsAs } from '../database/violations.ts'
import { fromRow, type Row } from './row.ts'

export const USER_COLUMNS = `users.id, users.email, users.email_verified_at as "emailVerifiedAt", users.name,
  users.password_hash as "passwordHash", users.platform_admin as "platformAdmin", users.locale,
  users.disabled_at as "disabledAt", users.created_at as "createdAt"`

const INSERT = `insert into users (id, email, email_verified_at, name, password_hash, platform_admin, locale,
    disabled_at, created_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`

export class PostgresUserStore implements UserStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  async count(): Promise<number> {
    return (await this.#sql.row<{ n: number }>('select count(*) as n from users'))?.n ?? 0
  }

  /** Conflict `already-set-up` for the one id that is not random: the first administrator's. */
  async insert(u: User): Promise<void> {
    await violationsAs(
      { users_pkey: alreadySetUp, users_email: () => emailTaken(u.email) },
      this.#sql.run(INSERT, insertValues(u)),
    )
  }

  async insertUnlessTaken(u: User): Promise<boolean> {
    const text = `${INSERT} on conflict (lower(email)) do nothing`
    return (
      (await violationsAs({ users_pkey: alreadySetUp }, this.#sql.run(text, insertValues(u)))) === 1
    )
  }

  async get(id: UserId): Promise<User | undefined> {
    return this.#one('id = $1', id)
  }

  /** NO KEY UPDATE: what refers to the account is still written meanwhile. */
  async lock(id: UserId): Promise<User | undefined> {
    return this.#one('id = $1 for no key update', id)
  }

  /** Case does not matter. */
  async findByEmail(email: string): Promise<User | undefined> {
    return this.#one('lower(email) = lower($1)', email)
  }

  async update(u: User): Promise<void> {
    const touched = await violationsAs(
      { users_email: () => emailTaken(u.email) },
      this.#sql.run(
        `update users set email = $2, email_verified_at = $3, name = $4, password_hash = $5,
           platform_admin = $6, locale = $7, disabled_at = $8
         where id = $1`,
        [
          u.id,
          u.email,
          u.emailVerifiedAt,
          u.name,
          u.passwordHash,
          u.platformAdmin,
          u.locale,
          u.disabledAt,
        ],
      ),
    )
    if (touched === 0) throw new DomainError('not-found', 'user-missing', `No user ${u.id}`)
  }

  async list(
    filter: { readonly search?: string; readonly disabled?: boolean },
    page: { readonly limit: number; readonly cursor?: string },
  ): Promise<Page<User>> {
    const after = page.cursor === undefined ? undefined : decodeKey(page.cursor)
    const rows = await this.#sql.rows<Row<User>>(
      `select ${USER_COLUMNS} from users
       where ($1::text is null or strpos(lower(email), lower($1)) > 0 or strpos(lower(name), lower($1)) > 0)
         and ($2::boolean is null or (disabled_at is not null) = $2)
         and ($3::text is null or lower(email) > $3)
       order by lower(email) limit $4`,
      [filter.search, filter.disabled, after, page.limit + 1],
    )
    const items = rows.slice(0, page.limit).map((row) => fromRow<User>(row))
    const last = rows.length > page.limit ? items.at(-1) : undefined
    return { items, nextCursor: last && encodeKey(last.email.toLowerCase()) }
  }

  async #one(where: string, value: string): Promise<User | undefined> {
    const text = `select ${USER_COLUMNS} from users where ${where}`
    const row = await this.#sql.row<Row<User>>(text, [value])
    return row && fromRow<User>(row)
  }
}

function insertValues(u: User): readonly unknown[] {
  return [
    u.id,
    u.email,
    u.emailVerifiedAt,
    u.name,
    u.passwordHash,
    u.platformAdmin,
    u.locale,
    u.disabledAt,
    u.createdAt,
  ]
}

function emailTaken(email: string): DomainError {
  return conflict('email-taken', `An account with the e-mail address ${email} exists already.`)
}

function alreadySetUp(): DomainError {
  return conflict('already-set-up', 'This installation has its administrator. Sign in instead.')
}

import type { UserStore } from '@skyclust/application'
import { conflict, DomainError, type User, type UserId } from '@skyclust/domain'
import type { Sql } from '../database/sql.ts'
import { violationsAs } from '../database/violations.ts'

export const USER_COLUMNS = `users.id, users.email, users.name, users.password_hash as "passwordHash",
  users.platform_admin as "platformAdmin", users.locale, users.created_at as "createdAt"`

export class PostgresUserStore implements UserStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  async count(): Promise<number> {
    return (await this.#sql.row<{ n: number }>('select count(*) as n from users'))?.n ?? 0
  }

  async insert(u: User): Promise<void> {
    await violationsAs(
      { users_email: () => emailTaken(u.email) },
      this.#sql.run(
        `insert into users (id, email, name, password_hash, platform_admin, locale, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [u.id, u.email, u.name, u.passwordHash, u.platformAdmin, u.locale, u.createdAt],
      ),
    )
  }

  async get(id: UserId): Promise<User | undefined> {
    return this.#sql.row<User>(`select ${USER_COLUMNS} from users where id = $1`, [id])
  }

  /** Case does not matter. */
  async findByEmail(email: string): Promise<User | undefined> {
    const text = `select ${USER_COLUMNS} from users where lower(email) = lower($1)`
    return this.#sql.row<User>(text, [email])
  }

  async update(u: User): Promise<void> {
    const touched = await violationsAs(
      { users_email: () => emailTaken(u.email) },
      this.#sql.run(
        `update users set email = $2, name = $3, password_hash = $4, platform_admin = $5, locale = $6
         where id = $1`,
        [u.id, u.email, u.name, u.passwordHash, u.platformAdmin, u.locale],
      ),
    )
    if (touched === 0) throw new DomainError('not-found', 'user-missing', `No user ${u.id}`)
  }
}

function emailTaken(email: string): DomainError {
  return conflict('email-taken', `An account with the e-mail address ${email} exists already.`)
}

import type { SessionStore } from '@skyclust/application'
import type { OidcProviderId, Session, SessionId, User, UserId } from '@skyclust/domain'
import type { Sql } from '../database/sql.ts'
import { fromRow, type Row } from './row.ts'
import { USER_COLUMNS } from './user-store.ts'

const SESSION_COLUMNS = `sessions.id as "sessionId", sessions.user_id as "userId", token_hash as "tokenHash",
  sessions.created_at as "sessionCreatedAt", expires_at as "expiresAt", last_seen_at as "lastSeenAt",
  user_agent as "userAgent", address, methods, oidc_provider_id as "oidcProviderId",
  oidc_id_token as "oidcIdToken"`

/** One statement for session and user: it is part of every request. */
const SELECT_BOTH = `select ${USER_COLUMNS}, ${SESSION_COLUMNS}
  from sessions join users on users.id = sessions.user_id and users.disabled_at is null`

type SessionColumns = Omit<Session, 'id' | 'createdAt' | 'oidc'> & {
  readonly sessionId: SessionId
  readonly sessionCreatedAt: string
  readonly oidcProviderId: OidcProviderId | undefined
  readonly oidcIdToken: string | undefined
}

export class PostgresSessionStore implements SessionStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  async insert(s: Session): Promise<void> {
    await this.#sql.run(
      `insert into sessions (id, user_id, token_hash, created_at, expires_at, last_seen_at, user_agent,
         address, methods, oidc_provider_id, oidc_id_token)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        s.id,
        s.userId,
        s.tokenHash,
        s.createdAt,
        s.expiresAt,
        s.lastSeenAt,
        s.userAgent,
        s.address,
        s.methods,
        s.oidc?.providerId,
        s.oidc?.idToken,
      ],
    )
  }

  async findByTokenHash(tokenHash: string): Promise<{ session: Session; user: User } | undefined> {
    return this.#both('token_hash = $1', tokenHash)
  }

  async get(id: SessionId): Promise<{ session: Session; user: User } | undefined> {
    return this.#both('sessions.id = $1', id)
  }

  async listFor(userId: UserId, now: string): Promise<readonly Session[]> {
    const rows = await this.#sql.rows<Row<SessionColumns>>(
      `select ${SESSION_COLUMNS} from sessions where user_id = $1 and expires_at > $2
       order by created_at desc, id`,
      [userId, now],
    )
    return rows.map((row) => toSession(fromRow<SessionColumns>(row)))
  }

  async touch(id: SessionId, at: string): Promise<void> {
    const text = 'update sessions set last_seen_at = greatest(last_seen_at, $2) where id = $1'
    await this.#sql.run(text, [id, at])
  }

  async delete(id: SessionId): Promise<void> {
    await this.#sql.run('delete from sessions where id = $1', [id])
  }

  async deleteFor(userId: UserId, except?: SessionId): Promise<number> {
    const text = 'delete from sessions where user_id = $1 and id is distinct from $2'
    return this.#sql.run(text, [userId, except])
  }

  async #both(where: string, value: string): Promise<{ session: Session; user: User } | undefined> {
    const row = await this.#sql.row<Row<User & SessionColumns>>(`${SELECT_BOTH} where ${where}`, [
      value,
    ])
    if (!row) return undefined
    const both = fromRow<User & SessionColumns>(row)
    return { session: toSession(both), user: toUser(both) }
  }
}

function toUser(row: User): User {
  const { id, email, emailVerifiedAt, name, passwordHash } = row
  const { platformAdmin, locale, disabledAt, createdAt } = row
  return {
    id,
    email,
    emailVerifiedAt,
    name,
    passwordHash,
    platformAdmin,
    locale,
    disabledAt,
    createdAt,
  }
}

function toSession(row: SessionColumns): Session {
  const { userId, tokenHash, expiresAt, lastSeenAt, userAgent, address, methods } = row
  const { oidcProviderId: providerId, oidcIdToken: idToken } = row
  return {
    id: row.sessionId,
    userId,
    tokenHash,
    createdAt: row.sessionCreatedAt,
    expiresAt,
    lastSeenAt,
    userAgent,
    address,
    methods,
    oidc: providerId !== undefined && idToken !== undefined ? { providerId, idToken } : undefined,
  }
}

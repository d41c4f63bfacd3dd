import type { SessionStore } from '@skyclust/application'
import type { Session, SessionId, User } from '@skyclust/domain'
import type { Sql } from '../database/sql.ts'
import { USER_COLUMNS } from './user-store.ts'

/** One statement for session and user: it is part of every request. */
const SELECT = `select ${USER_COLUMNS}, sessions.id as "sessionId", token_hash as "tokenHash",
    sessions.created_at as "sessionCreatedAt", expires_at as "expiresAt", last_seen_at as "lastSeenAt",
    user_agent as "userAgent", address
  from sessions join users on users.id = sessions.user_id`

type SessionRow = User &
  Pick<Session, 'tokenHash' | 'expiresAt' | 'lastSeenAt' | 'userAgent' | 'address'> & {
    readonly sessionId: SessionId
    readonly sessionCreatedAt: string
  }

export class PostgresSessionStore implements SessionStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  async insert(s: Session): Promise<void> {
    await this.#sql.run(
      `insert into sessions (id, user_id, token_hash, created_at, expires_at, last_seen_at, user_agent, address)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [s.id, s.userId, s.tokenHash, s.createdAt, s.expiresAt, s.lastSeenAt, s.userAgent, s.address],
    )
  }

  async findByTokenHash(tokenHash: string): Promise<{ session: Session; user: User } | undefined> {
    const row = await this.#sql.row<SessionRow>(`${SELECT} where token_hash = $1`, [tokenHash])
    return row && split(row)
  }

  async get(id: SessionId): Promise<{ session: Session; user: User } | undefined> {
    const row = await this.#sql.row<SessionRow>(`${SELECT} where sessions.id = $1`, [id])
    return row && split(row)
  }

  async touch(id: SessionId, at: string): Promise<void> {
    const text = 'update sessions set last_seen_at = greatest(last_seen_at, $2) where id = $1'
    await this.#sql.run(text, [id, at])
  }

  async delete(id: SessionId): Promise<void> {
    await this.#sql.run('delete from sessions where id = $1', [id])
  }
}

function split(row: SessionRow): { session: Session; user: User } {
  const { id, email, name, passwordHash, platformAdmin, locale, createdAt } = row
  const { sessionId, tokenHash, sessionCreatedAt, expiresAt, lastSeenAt, userAgent, address } = row
  return {
    user: { id, email, name, passwordHash, platformAdmin, locale, createdAt },
    session: {
      id: sessionId,
      userId: id,
      tokenHash,
      createdAt: sessionCreatedAt,
      expiresAt,
      lastSeenAt,
      userAgent,
      address,
    },
  }
}

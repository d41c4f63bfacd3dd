import type { PlatformStatistics, PlatformStore } from '@skyclust/application'
import type { Sql } from '../database/sql.ts'

/** Nothing of it works any more; it is kept for a while because people look at it. */
const KEPT_FOR_A_WHILE = [
  `delete from mails where created_at <= $1::timestamptz - interval '30 days'`,
  `delete from invitations where expires_at <= $1::timestamptz - interval '30 days'`,
  `delete from memberships where expires_at <= $1::timestamptz - interval '30 days'`,
  `delete from idempotency_keys where created_at <= $1::timestamptz - interval '24 hours'`,
]

/** Looks across all workspaces: for the system role only. */
export class PostgresPlatformStore implements PlatformStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  async statistics(now: string, activeSince: string): Promise<PlatformStatistics> {
    const row = await this.#sql.row<PlatformStatistics>(
      `select
         (select count(*) from users) as "users",
         (select count(*) from users where disabled_at is not null) as "disabledUsers",
         (select count(distinct user_id) from sessions where last_seen_at >= $2) as "activeUsers",
         (select count(*) from users where disabled_at is null and (
            exists (select from totp where totp.user_id = users.id and confirmed_at is not null)
            or exists (select from passkeys where passkeys.user_id = users.id))) as "usersWithSecondFactor",
         (select count(*) from users where platform_admin and disabled_at is null) as "platformAdmins",
         (select count(*) from sessions where expires_at > $1) as "sessions",
         (select count(*) from workspaces) as "workspaces",
         (select count(*) from workspaces where archived_at is not null) as "archivedWorkspaces",
         (select count(*) from resources where kind = 'cluster') as "clusters"`,
      [now, activeSince],
    )
    if (!row) throw new Error('a query without a table answers with one row')
    return row
  }

  async countAdministrators(): Promise<number> {
    // Rows of a concurrent change are waited for and judged again as they are then.
    const rows = await this.#sql.rows(
      'select id from users where platform_admin and disabled_at is null order by id for update',
    )
    return rows.length
  }

  async purgeExpired(now: string): Promise<number> {
    // Refresh tokens that were used stay as long as they would have lived: a reuse must be recognised.
    const tables = [
      'sessions',
      'refresh_tokens',
      'sign_in_challenges',
      'mailed_tokens',
      'oidc_logins',
    ]
    let rows = 0
    for (const table of tables)
      rows += await this.#sql.run(`delete from ${table} where expires_at <= $1`, [now])
    // Links in mails are long over by then; what was not sent is too old to be of use.
    for (const text of KEPT_FOR_A_WHILE) rows += await this.#sql.run(text, [now])
    return rows
  }
}

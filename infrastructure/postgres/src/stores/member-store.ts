import type { MemberStore } from '@skyclust/application'
import { conflict, notFound, type Membership, type RoleRef } from '@skyclust/domain'
import type { User, UserId, Workspace, WorkspaceId } from '@skyclust/domain'
import type { Sql } from '../database/sql.ts'
import { violationsAs } from '../database/violations.ts'
import { ROLE_UNKNOWN } from './role-references.ts'
import { fromRow, type Row } from './row.ts'
import { WORKSPACE_COLUMNS } from './workspace-store.ts'

const COLUMNS = `m.workspace_id as "workspaceId", m.user_id as "userId", m.role, m.source,
  m.joined_at as "joinedAt", m.expires_at as "expiresAt"`
const LIVE = '(m.expires_at is null or m.expires_at > now())'

type Member = Awaited<ReturnType<MemberStore['list']>>[number]
type MemberColumns = Membership & Pick<User, 'email' | 'name' | 'disabledAt'>

export class PostgresMemberStore implements MemberStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  async get(workspaceId: WorkspaceId, userId: UserId): Promise<Membership | undefined> {
    const row = await this.#sql.row<Row<Membership>>(
      `select ${COLUMNS} from memberships m where m.workspace_id = $1 and m.user_id = $2 and ${LIVE}`,
      [workspaceId, userId],
    )
    return row && fromRow<Membership>(row)
  }

  /** Not the expired ones. */
  async list(workspaceId: WorkspaceId): Promise<readonly Member[]> {
    // No more of a user than a workspace may see: the application's role has no right to other columns.
    const rows = await this.#sql.rows<Row<MemberColumns>>(
      `select ${COLUMNS}, u.email, u.name, u.disabled_at as "disabledAt"
       from memberships m join users u on u.id = m.user_id
       where m.workspace_id = $1 and ${LIVE} order by lower(u.email)`,
      [workspaceId],
    )
    return rows.map((row) => {
      const { email, name, disabledAt, ...membership } = fromRow<MemberColumns>(row)
      return { membership, user: { id: membership.userId, email, name, disabledAt } }
    })
  }

  /** An expired membership makes way, with the keys that hung on it. */
  async insert(m: Membership): Promise<void> {
    await this.#sql.run(
      'delete from memberships where workspace_id = $1 and user_id = $2 and expires_at <= now()',
      [m.workspaceId, m.userId],
    )
    await violationsAs(
      {
        ...ROLE_UNKNOWN,
        memberships_pkey: () =>
          conflict('already-member', 'This person is a member of the workspace already.'),
        memberships_user_id_fkey: () => notFound('user', m.userId),
        memberships_workspace_id_fkey: () => notFound('workspace', m.workspaceId),
      },
      this.#sql.run(
        `insert into memberships (workspace_id, user_id, role, source, joined_at, expires_at)
         values ($1, $2, $3, $4, $5, $6)`,
        [m.workspaceId, m.userId, m.role, m.source, m.joinedAt, m.expiresAt],
      ),
    )
  }

  async setRole(workspaceId: WorkspaceId, userId: UserId, role: RoleRef): Promise<void> {
    const touched = await violationsAs(
      ROLE_UNKNOWN,
      this.#sql.run('update memberships set role = $3 where workspace_id = $1 and user_id = $2', [
        workspaceId,
        userId,
        role,
      ]),
    )
    if (touched === 0) throw notFound('member', userId)
  }

  async delete(workspaceId: WorkspaceId, userId: UserId): Promise<boolean> {
    const text = 'delete from memberships where workspace_id = $1 and user_id = $2'
    return (await this.#sql.run(text, [workspaceId, userId])) === 1
  }

  async countOwners(workspaceId: WorkspaceId): Promise<number> {
    // A statement of its own: the count must see what was committed while it waited. NO KEY UPDATE excludes the same
    // question and changes of the workspace, but not the foreign-key checks of everything else that is written in it.
    await this.#sql.run('select from workspaces where id = $1 for no key update', [workspaceId])
    const row = await this.#sql.row<{ owners: number }>(
      `select count(*) as owners from memberships m join users u on u.id = m.user_id
       where m.workspace_id = $1 and m.role = 'owner' and m.expires_at is null and u.disabled_at is null`,
      [workspaceId],
    )
    return row?.owners ?? 0
  }

  async soleOwnerOf(userId: UserId): Promise<readonly Workspace[]> {
    const rows = await this.#sql.rows<Row<Workspace>>(
      `with lasting as (
         select m.workspace_id, m.user_id from memberships m join users u on u.id = m.user_id
         where m.role = 'owner' and m.expires_at is null and u.disabled_at is null
       )
       select ${WORKSPACE_COLUMNS} from workspaces w
       where exists (select from lasting where workspace_id = w.id and user_id = $1)
         and not exists (select from lasting where workspace_id = w.id and user_id <> $1)
       order by w.name, w.id`,
      [userId],
    )
    return rows.map((row) => fromRow<Workspace>(row))
  }
}

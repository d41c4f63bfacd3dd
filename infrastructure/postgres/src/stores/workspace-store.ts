import type { WorkspaceStore } from '@skyclust/application'
import { conflict, type Membership, type UserId } from '@skyclust/domain'
import type { Workspace, WorkspaceId } from '@skyclust/domain'
import type { Sql } from '../database/sql.ts'
import { violationsAs } from '../database/violations.ts'

const COLUMNS = 'w.id, w.slug, w.name, w.created_at as "createdAt"'

export class PostgresWorkspaceStore implements WorkspaceStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  async insert(w: Workspace, owner: UserId): Promise<void> {
    await violationsAs(
      {
        workspaces_slug: () =>
          conflict('slug-taken', `The workspace name «${w.slug}» is taken; choose another.`),
      },
      this.#sql.run(
        `with workspace as (
           insert into workspaces (id, slug, name, created_at) values ($1, $2, $3, $4) returning id
         )
         insert into memberships (workspace_id, user_id, role) select id, $5, 'owner' from workspace`,
        [w.id, w.slug, w.name, w.createdAt, owner],
      ),
    )
  }

  async get(id: WorkspaceId): Promise<Workspace | undefined> {
    return this.#sql.row<Workspace>(`select ${COLUMNS} from workspaces w where w.id = $1`, [id])
  }

  async find(idOrSlug: string): Promise<Workspace | undefined> {
    // An id wins over another workspace that took it as its slug.
    return this.#sql.row<Workspace>(
      `select ${COLUMNS} from workspaces w where w.id = $1 or w.slug = $1 order by (w.id = $1) desc limit 1`,
      [idOrSlug],
    )
  }

  async listFor(
    userId: UserId,
  ): Promise<readonly (Workspace & { readonly role: Membership['role'] })[]> {
    return this.#sql.rows<Workspace & { role: Membership['role'] }>(
      `select ${COLUMNS}, m.role from memberships m join workspaces w on w.id = m.workspace_id
       where m.user_id = $1 order by w.name, w.id`,
      [userId],
    )
  }

  async membership(workspaceId: WorkspaceId, userId: UserId): Promise<Membership | undefined> {
    return this.#sql.row<{ [K in keyof Membership]: Membership[K] }>(
      `select workspace_id as "workspaceId", user_id as "userId", role from memberships
       where workspace_id = $1 and user_id = $2`,
      [workspaceId, userId],
    )
  }
}

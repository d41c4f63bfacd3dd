import type { Page, WorkspaceStore } from '@skyclust/application'
import { conflict, type DomainError, type RoleRef, type UserId } from '@skyclust/domain'
import type { Workspace, WorkspaceId } from '@skyclust/domain'
import { decodeKey, encodeKey } from '../database/key-cursor.ts'
import { json, type Sql } from '../database/sql.ts'
import { versionMismatch } from '../database/versioned.ts'
import { violationsAs } from '../database/violations.ts'
import { fromRow, type Row } from './row.ts'

export const WORKSPACE_COLUMNS = `w.id, w.slug, w.name, w.settings, w.archived_at as "archivedAt",
  w.created_at as "createdAt", w.version`

export class PostgresWorkspaceStore implements WorkspaceStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  async insert(w: Workspace, owner: UserId): Promise<void> {
    await violationsAs(
      { workspaces_slug: () => slugTaken(w.slug) },
      this.#sql.run(
        `with workspace as (
           insert into workspaces (id, slug, name, settings, archived_at, created_at, version)
           values ($1, $2, $3, $4, $5, $6, $7) returning id, created_at
         )
         insert into memberships (workspace_id, user_id, role, source, joined_at)
         select id, $8, 'owner', 'founder', created_at from workspace`,
        [w.id, w.slug, w.name, json(w.settings), w.archivedAt, w.createdAt, w.version, owner],
      ),
    )
  }

  async get(id: WorkspaceId): Promise<Workspace | undefined> {
    return this.#one('where w.id = $1', id)
  }

  async find(idOrSlug: string): Promise<Workspace | undefined> {
    // An id wins over another workspace that took it as its slug.
    return this.#one('where w.id = $1 or w.slug = $1 order by (w.id = $1) desc limit 1', idOrSlug)
  }

  async lock(id: WorkspaceId): Promise<Workspace | undefined> {
    return this.#one('where w.id = $1 for no key update', id)
  }

  async listFor(userId: UserId): Promise<readonly (Workspace & { readonly role: RoleRef })[]> {
    const rows = await this.#sql.rows<Row<Workspace & { readonly role: RoleRef }>>(
      `select ${WORKSPACE_COLUMNS}, m.role from memberships m join workspaces w on w.id = m.workspace_id
       where m.user_id = $1 and (m.expires_at is null or m.expires_at > now())
       order by w.name, w.id`,
      [userId],
    )
    return rows.map((row) => fromRow<Workspace & { readonly role: RoleRef }>(row))
  }

  /** By slug. */
  async list(page: { readonly limit: number; readonly cursor?: string }): Promise<Page<Workspace>> {
    const after = page.cursor === undefined ? undefined : decodeKey(page.cursor)
    const rows = await this.#sql.rows<Row<Workspace>>(
      `select ${WORKSPACE_COLUMNS} from workspaces w
       where $1::text is null or w.slug > $1 order by w.slug limit $2`,
      [after, page.limit + 1],
    )
    const items = rows.slice(0, page.limit).map((row) => fromRow<Workspace>(row))
    const last = rows.length > page.limit ? items.at(-1) : undefined
    return { items, nextCursor: last && encodeKey(last.slug) }
  }

  async update(w: Workspace): Promise<Workspace> {
    const row = await violationsAs(
      { workspaces_slug: () => slugTaken(w.slug) },
      this.#sql.row<Row<Workspace>>(
        `update workspaces w set slug = $3, name = $4, settings = $5, archived_at = $6, version = version + 1
         where id = $1 and version = $2
         returning ${WORKSPACE_COLUMNS}`,
        [w.id, w.version, w.slug, w.name, json(w.settings), w.archivedAt],
      ),
    )
    if (!row) throw versionMismatch('workspace', w.version)
    return fromRow<Workspace>(row)
  }

  async delete(id: WorkspaceId): Promise<void> {
    await this.#sql.run('delete from workspaces where id = $1', [id])
  }

  async #one(clause: string, value: string): Promise<Workspace | undefined> {
    const text = `select ${WORKSPACE_COLUMNS} from workspaces w ${clause}`
    const row = await this.#sql.row<Row<Workspace>>(text, [value])
    return row && fromRow<Workspace>(row)
  }
}

function slugTaken(slug: string): DomainError {
  return conflict('slug-taken', `The workspace name «${slug}» is taken; choose another.`)
}

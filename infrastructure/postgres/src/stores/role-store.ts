import type { RoleStore } from '@skyclust/application'
import type { Role, RoleId, WorkspaceId } from '@skyclust/domain'
import { json, type Sql } from '../database/sql.ts'
import { versionMismatch } from '../database/versioned.ts'
import { nameTaken, violationsAs } from '../database/violations.ts'
import { ROLE_IN_USE, roleInUse } from './role-references.ts'

const COLUMNS = `workspace_id as "workspaceId", id, name, description, grants, created_at as "createdAt", version`
/** A mapping is JSON, which no foreign key guards. */
const MAPPED = `select from oidc_providers where workspace_id = $1
  and role_mappings @> jsonb_build_array(jsonb_build_object('role', $2::text))`

type RoleRow = { [K in keyof Role]: Role[K] }

export class PostgresRoleStore implements RoleStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  async insert(r: Role): Promise<void> {
    await violationsAs(
      { roles_name: () => nameTaken('role', r.name) },
      this.#sql.run(
        `insert into roles (workspace_id, id, name, description, grants, created_at, version)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [r.workspaceId, r.id, r.name, r.description, json(r.grants), r.createdAt, r.version],
      ),
    )
  }

  async get(workspaceId: WorkspaceId, id: RoleId): Promise<Role | undefined> {
    return this.#sql.row<RoleRow>(
      `select ${COLUMNS} from roles where workspace_id = $1 and id = $2`,
      [workspaceId, id],
    )
  }

  /** By name. */
  async list(workspaceId: WorkspaceId): Promise<readonly Role[]> {
    const text = `select ${COLUMNS} from roles where workspace_id = $1 order by lower(name)`
    return this.#sql.rows<RoleRow>(text, [workspaceId])
  }

  async update(r: Role): Promise<Role> {
    const row = await violationsAs(
      { roles_name: () => nameTaken('role', r.name) },
      this.#sql.row<RoleRow>(
        `update roles set name = $4, description = $5, grants = $6, version = version + 1
         where workspace_id = $1 and id = $2 and version = $3
         returning ${COLUMNS}`,
        [r.workspaceId, r.id, r.version, r.name, r.description, json(r.grants)],
      ),
    )
    if (!row) throw versionMismatch('role', r.version)
    return row
  }

  /** Conflict `role-in-use` while somebody or something holds it. */
  async delete(workspaceId: WorkspaceId, id: RoleId): Promise<void> {
    // Waits for a provider that is being given a mapping with the role; the next statement then sees it.
    const held = 'select from roles where workspace_id = $1 and id = $2 for update'
    if ((await this.#sql.run(held, [workspaceId, id])) === 0) return
    const deleted = await violationsAs(
      ROLE_IN_USE,
      this.#sql.run(
        `delete from roles where workspace_id = $1 and id = $2 and not exists (${MAPPED})`,
        [workspaceId, id],
      ),
    )
    if (deleted === 0) throw roleInUse()
  }

  async countHolders(workspaceId: WorkspaceId, id: RoleId): Promise<number> {
    const row = await this.#sql.row<{ holders: number }>(
      `select (select count(*) from memberships where workspace_id = $1 and custom_role_id = $2)
         + (select count(*) from service_accounts where workspace_id = $1 and custom_role_id = $2)
         + (select count(*) from invitations where workspace_id = $1 and custom_role_id = $2)
         + (select count(*) from oidc_providers where workspace_id = $1 and (custom_default_role_id = $2
             or role_mappings @> jsonb_build_array(jsonb_build_object('role', $2::text)))) as holders`,
      [workspaceId, id],
    )
    return row?.holders ?? 0
  }
}

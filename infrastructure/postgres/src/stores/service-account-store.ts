import type { ServiceAccountStore } from '@skyclust/application'
import type { ServiceAccount, ServiceAccountId, WorkspaceId } from '@skyclust/domain'
import type { Sql } from '../database/sql.ts'
import { versionMismatch } from '../database/versioned.ts'
import { nameTaken, violationsAs } from '../database/violations.ts'
import { ROLE_UNKNOWN } from './role-references.ts'
import { fromRow, type Row } from './row.ts'

const COLUMNS = `workspace_id as "workspaceId", id, name, description, role, disabled_at as "disabledAt",
  created_at as "createdAt", version`

export class PostgresServiceAccountStore implements ServiceAccountStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  /** Conflict `name-taken`, invalid `unknown-role`. */
  async insert(a: ServiceAccount): Promise<void> {
    await violationsAs(
      violations(a),
      this.#sql.run(
        `insert into service_accounts (workspace_id, id, name, description, role, disabled_at, created_at, version)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [a.workspaceId, a.id, a.name, a.description, a.role, a.disabledAt, a.createdAt, a.version],
      ),
    )
  }

  async get(workspaceId: WorkspaceId, id: ServiceAccountId): Promise<ServiceAccount | undefined> {
    const row = await this.#sql.row<Row<ServiceAccount>>(
      `select ${COLUMNS} from service_accounts where workspace_id = $1 and id = $2`,
      [workspaceId, id],
    )
    return row && fromRow<ServiceAccount>(row)
  }

  /** By name. */
  async list(workspaceId: WorkspaceId): Promise<readonly ServiceAccount[]> {
    const rows = await this.#sql.rows<Row<ServiceAccount>>(
      `select ${COLUMNS} from service_accounts where workspace_id = $1 order by lower(name)`,
      [workspaceId],
    )
    return rows.map((row) => fromRow<ServiceAccount>(row))
  }

  /** By version; conflict `name-taken`, invalid `unknown-role`. */
  async update(a: ServiceAccount): Promise<ServiceAccount> {
    const row = await violationsAs(
      violations(a),
      this.#sql.row<Row<ServiceAccount>>(
        `update service_accounts set name = $4, description = $5, role = $6, disabled_at = $7,
           version = version + 1
         where workspace_id = $1 and id = $2 and version = $3
         returning ${COLUMNS}`,
        [a.workspaceId, a.id, a.version, a.name, a.description, a.role, a.disabledAt],
      ),
    )
    if (!row) throw versionMismatch('service account', a.version)
    return fromRow<ServiceAccount>(row)
  }

  async delete(workspaceId: WorkspaceId, id: ServiceAccountId): Promise<void> {
    const text = 'delete from service_accounts where workspace_id = $1 and id = $2'
    await this.#sql.run(text, [workspaceId, id])
  }
}

function violations(account: ServiceAccount) {
  return {
    ...ROLE_UNKNOWN,
    service_accounts_name: () => nameTaken('service account', account.name),
  }
}

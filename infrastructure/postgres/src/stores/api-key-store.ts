import type { ApiKeyStore } from '@skyclust/application'
import { type ApiKey, type ApiKeyId, notFound, type PrincipalId, UserId } from '@skyclust/domain'
import type { WorkspaceId } from '@skyclust/domain'
import type { Sql } from '../database/sql.ts'
import { violationsAs } from '../database/violations.ts'
import { fromRow, type Row } from './row.ts'

const SELECT = `select workspace_id as "workspaceId", id, name,
    coalesce(user_id, service_account_id) as "principalId", scopes, secret_hash as "secretHash",
    created_by as "createdBy", created_at as "createdAt", expires_at as "expiresAt",
    last_used_at as "lastUsedAt"
  from api_keys`

export class PostgresApiKeyStore implements ApiKeyStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  /** Not-found when whose it is to be is no member, or no service account, of the workspace any more. */
  async insert(k: ApiKey): Promise<void> {
    const [userId, serviceAccountId] = isUser(k.principalId)
      ? [k.principalId, null]
      : [null, k.principalId]
    await violationsAs(
      {
        api_keys_workspace_id_user_id_fkey: () => notFound('member', k.principalId),
        api_keys_workspace_id_service_account_id_fkey: () =>
          notFound('service account', k.principalId),
      },
      this.#sql.run(
        `insert into api_keys (workspace_id, id, name, user_id, service_account_id, scopes, secret_hash,
           created_by, created_at, expires_at, last_used_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
        [
          k.workspaceId,
          k.id,
          k.name,
          userId,
          serviceAccountId,
          k.scopes,
          k.secretHash,
          k.createdBy,
          k.createdAt,
          k.expiresAt,
          k.lastUsedAt,
        ],
      ),
    )
  }

  async find(id: ApiKeyId): Promise<ApiKey | undefined> {
    return this.#one('id = $1', [id])
  }

  async get(workspaceId: WorkspaceId, id: ApiKeyId): Promise<ApiKey | undefined> {
    return this.#one('workspace_id = $1 and id = $2', [workspaceId, id])
  }

  async list(workspaceId: WorkspaceId, principalId?: PrincipalId): Promise<readonly ApiKey[]> {
    const rows = await this.#sql.rows<Row<ApiKey>>(
      `${SELECT} where workspace_id = $1
         and ($2::text is null or user_id = $2 or service_account_id = $2)
       order by created_at desc, id`,
      [workspaceId, principalId],
    )
    return rows.map((row) => fromRow<ApiKey>(row))
  }

  async touch(workspaceId: WorkspaceId, id: ApiKeyId, at: string): Promise<void> {
    await this.#sql.run(
      `update api_keys set last_used_at = greatest(last_used_at, $3)
       where workspace_id = $1 and id = $2`,
      [workspaceId, id, at],
    )
  }

  async delete(workspaceId: WorkspaceId, id: ApiKeyId): Promise<void> {
    await this.#sql.run('delete from api_keys where workspace_id = $1 and id = $2', [
      workspaceId,
      id,
    ])
  }

  async deleteFor(workspaceId: WorkspaceId, principalId: PrincipalId): Promise<void> {
    await this.#sql.run(
      'delete from api_keys where workspace_id = $1 and (user_id = $2 or service_account_id = $2)',
      [workspaceId, principalId],
    )
  }

  async #one(where: string, values: readonly unknown[]): Promise<ApiKey | undefined> {
    const row = await this.#sql.row<Row<ApiKey>>(`${SELECT} where ${where}`, values)
    return row && fromRow<ApiKey>(row)
  }
}

function isUser(id: PrincipalId): boolean {
  return UserId.safeParse(id).success
}

import type { CredentialStore, SealedSecret } from '@skyclust/application'
import { conflict, type Credential, type CredentialId, type WorkspaceId } from '@skyclust/domain'
import type { Sql } from '../database/sql.ts'
import { versionMismatch } from '../database/versioned.ts'
import { nameTaken, violationsAs } from '../database/violations.ts'
import { SEALED_COLUMNS, type SealedRow, sealedValues, SELECT_SEALED } from './sealed-columns.ts'

const COLUMNS = `id, workspace_id as "workspaceId", name, provider, sandbox, account, principal, masked,
  verified_at as "verifiedAt", created_at as "createdAt", version`

type CredentialRow = Omit<Credential, 'verifiedAt'> & { readonly verifiedAt: string | null }

export class PostgresCredentialStore implements CredentialStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  async insert(c: Credential, sealed: SealedSecret): Promise<void> {
    await violationsAs(
      { credentials_name: () => nameTaken('credential', c.name) },
      this.#sql.run(
        `insert into credentials (id, workspace_id, name, provider, sandbox, account, principal, masked,
           verified_at, created_at, version, ${SEALED_COLUMNS})
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
        [
          c.id,
          c.workspaceId,
          c.name,
          c.provider,
          c.sandbox,
          c.account,
          c.principal,
          c.masked,
          c.verifiedAt,
          c.createdAt,
          c.version,
          ...sealedValues(sealed),
        ],
      ),
    )
  }

  async get(workspaceId: WorkspaceId, id: CredentialId): Promise<Credential | undefined> {
    const text = `select ${COLUMNS} from credentials where workspace_id = $1 and id = $2`
    const row = await this.#sql.row<CredentialRow>(text, [workspaceId, id])
    return row && toCredential(row)
  }

  async list(workspaceId: WorkspaceId): Promise<readonly Credential[]> {
    const text = `select ${COLUMNS} from credentials where workspace_id = $1 order by name`
    return (await this.#sql.rows<CredentialRow>(text, [workspaceId])).map(toCredential)
  }

  async sealed(workspaceId: WorkspaceId, id: CredentialId): Promise<SealedSecret | undefined> {
    const text = `select ${SELECT_SEALED} from credentials where workspace_id = $1 and id = $2`
    return this.#sql.row<SealedRow>(text, [workspaceId, id])
  }

  async update(c: Credential, sealed?: SealedSecret): Promise<Credential> {
    const row = await violationsAs(
      { credentials_name: () => nameTaken('credential', c.name) },
      this.#sql.row<CredentialRow>(
        `update credentials set name = $4, sandbox = $5, account = $6, principal = $7, masked = $8,
           verified_at = $9, version = version + 1,
           sealed_ciphertext = coalesce($10, sealed_ciphertext),
           sealed_wrapped_key = coalesce($11, sealed_wrapped_key),
           sealed_key_id = coalesce($12, sealed_key_id), sealed_nonce = coalesce($13, sealed_nonce)
         where workspace_id = $1 and id = $2 and version = $3
         returning ${COLUMNS}`,
        [
          c.workspaceId,
          c.id,
          c.version,
          c.name,
          c.sandbox,
          c.account,
          c.principal,
          c.masked,
          c.verifiedAt,
          ...(sealed ? sealedValues(sealed) : [null, null, null, null]),
        ],
      ),
    )
    if (!row) throw versionMismatch('credential', c.version)
    return toCredential(row)
  }

  /** Refused with conflict `credential-in-use` while a resource lives in the account. */
  async delete(workspaceId: WorkspaceId, id: CredentialId): Promise<void> {
    await violationsAs(
      { resources_workspace_id_credential_id_fkey: inUse },
      this.#sql.run('delete from credentials where workspace_id = $1 and id = $2', [
        workspaceId,
        id,
      ]),
    )
  }
}

function inUse() {
  return conflict(
    'credential-in-use',
    'Resources still live in this account; delete them first, so that nothing stays behind unmanaged.',
  )
}

function toCredential(row: CredentialRow): Credential {
  return { ...row, verifiedAt: row.verifiedAt ?? undefined }
}

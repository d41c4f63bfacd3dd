import type { OidcProviderStore, SealedSecret } from '@skyclust/application'
import { isBuiltInRole, type OidcProvider, type OidcProviderId } from '@skyclust/domain'
import type { WorkspaceId } from '@skyclust/domain'
import { json, type Sql } from '../database/sql.ts'
import { versionMismatch } from '../database/versioned.ts'
import { nameTaken, violationsAs } from '../database/violations.ts'
import { ROLE_UNKNOWN, unknownRole } from './role-references.ts'
import { fromRow, type Row } from './row.ts'
import { SEALED_COLUMNS, type SealedRow, sealedValues, SELECT_SEALED } from './sealed-columns.ts'

const COLUMNS = `p.workspace_id as "workspaceId", p.id, p.name, p.preset, p.issuer, p.client_id as "clientId",
  p.scopes, p.just_in_time as "justInTime", p.default_role as "defaultRole",
  p.role_mappings as "roleMappings", p.enabled, p.created_at as "createdAt", p.version`

export class PostgresOidcProviderStore implements OidcProviderStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  /** Conflict `name-taken`, invalid `unknown-role`. */
  async insert(p: OidcProvider, sealed: SealedSecret): Promise<void> {
    await this.#holdMappedRoles(p)
    await violationsAs(
      violations(p),
      this.#sql.run(
        `insert into oidc_providers (workspace_id, id, name, preset, issuer, client_id, scopes, just_in_time,
           default_role, role_mappings, enabled, created_at, version, ${SEALED_COLUMNS})
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
        [
          p.workspaceId,
          p.id,
          p.name,
          p.preset,
          p.issuer,
          p.clientId,
          p.scopes,
          p.justInTime,
          p.defaultRole,
          json(p.roleMappings),
          p.enabled,
          p.createdAt,
          p.version,
          ...sealedValues(sealed),
        ],
      ),
    )
  }

  async get(workspaceId: WorkspaceId, id: OidcProviderId): Promise<OidcProvider | undefined> {
    return (await this.#many('where p.workspace_id = $1 and p.id = $2', [workspaceId, id]))[0]
  }

  async find(id: OidcProviderId): Promise<OidcProvider | undefined> {
    return (await this.#many('where p.id = $1', [id]))[0]
  }

  /** By name. */
  async list(workspaceId: WorkspaceId): Promise<readonly OidcProvider[]> {
    return this.#many('where p.workspace_id = $1 order by lower(p.name)', [workspaceId])
  }

  /** By name; the domain in any case. */
  async forDomain(domain: string): Promise<readonly OidcProvider[]> {
    return this.#many(
      `join domain_claims d on d.workspace_id = p.workspace_id
       where d.domain = lower($1) and d.verified_at is not null and p.enabled
       order by lower(p.name)`,
      [domain],
    )
  }

  async sealed(workspaceId: WorkspaceId, id: OidcProviderId): Promise<SealedSecret | undefined> {
    const text = `select ${SELECT_SEALED} from oidc_providers where workspace_id = $1 and id = $2`
    return this.#sql.row<SealedRow>(text, [workspaceId, id])
  }

  /** By version; conflict `name-taken`, invalid `unknown-role`. Without a sealed secret the stored one stays. */
  async update(p: OidcProvider, sealed?: SealedSecret): Promise<OidcProvider> {
    await this.#holdMappedRoles(p)
    const row = await violationsAs(
      violations(p),
      this.#sql.row<Row<OidcProvider>>(
        `update oidc_providers p set name = $4, preset = $5, issuer = $6, client_id = $7, scopes = $8,
           just_in_time = $9, default_role = $10, role_mappings = $11, enabled = $12, version = version + 1,
           sealed_ciphertext = coalesce($13, sealed_ciphertext),
           sealed_wrapped_key = coalesce($14, sealed_wrapped_key),
           sealed_key_id = coalesce($15, sealed_key_id), sealed_nonce = coalesce($16, sealed_nonce)
         where workspace_id = $1 and id = $2 and version = $3
         returning ${COLUMNS}`,
        [
          p.workspaceId,
          p.id,
          p.version,
          p.name,
          p.preset,
          p.issuer,
          p.clientId,
          p.scopes,
          p.justInTime,
          p.defaultRole,
          json(p.roleMappings),
          p.enabled,
          ...(sealed ? sealedValues(sealed) : [null, null, null, null]),
        ],
      ),
    )
    if (!row) throw versionMismatch('sign-in provider', p.version)
    return fromRow<OidcProvider>(row)
  }

  async delete(workspaceId: WorkspaceId, id: OidcProviderId): Promise<void> {
    const text = 'delete from oidc_providers where workspace_id = $1 and id = $2'
    await this.#sql.run(text, [workspaceId, id])
  }

  /** Mappings are JSON, which no foreign key guards: the lock keeps their roles until commit. */
  async #holdMappedRoles({ workspaceId, roleMappings }: OidcProvider): Promise<void> {
    const custom = new Set(roleMappings.map((m) => m.role).filter((role) => !isBuiltInRole(role)))
    if (custom.size === 0) return
    const held = await this.#sql.run(
      'select from roles where workspace_id = $1 and id = any($2) order by id for key share',
      [workspaceId, [...custom]],
    )
    if (held < custom.size) throw unknownRole()
  }

  async #many(clause: string, values: readonly unknown[]): Promise<OidcProvider[]> {
    const text = `select ${COLUMNS} from oidc_providers p ${clause}`
    const rows = await this.#sql.rows<Row<OidcProvider>>(text, values)
    return rows.map((row) => fromRow<OidcProvider>(row))
  }
}

function violations(provider: OidcProvider) {
  return {
    ...ROLE_UNKNOWN,
    oidc_providers_name: () => nameTaken('sign-in provider', provider.name),
  }
}

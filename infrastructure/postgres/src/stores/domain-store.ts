import type { DomainStore } from '@skyclust/application'
import { conflict, type DomainClaim, type DomainClaimId, notFound } from '@skyclust/domain'
import type { WorkspaceId } from '@skyclust/domain'
import type { Sql } from '../database/sql.ts'
import { violationsAs } from '../database/violations.ts'
import { fromRow, type Row } from './row.ts'

const SELECT = `select workspace_id as "workspaceId", id, domain, proof, verified_at as "verifiedAt",
    created_at as "createdAt"
  from domain_claims`

export class PostgresDomainStore implements DomainStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  /** Conflict `domain-taken` when the workspace has claimed it already; claims of others are no hindrance. */
  async insert(c: DomainClaim): Promise<void> {
    await violationsAs(
      {
        domain_claims_domain: () =>
          conflict(
            'domain-taken',
            `This workspace has claimed ${c.domain} already; verify that claim.`,
          ),
        domain_claims_verified: () => takenElsewhere(),
      },
      this.#sql.run(
        `insert into domain_claims (workspace_id, id, domain, proof, verified_at, created_at)
         values ($1, $2, lower($3), $4, $5, $6)`,
        [c.workspaceId, c.id, c.domain, c.proof, c.verifiedAt, c.createdAt],
      ),
    )
  }

  async get(workspaceId: WorkspaceId, id: DomainClaimId): Promise<DomainClaim | undefined> {
    const text = `${SELECT} where workspace_id = $1 and id = $2`
    const row = await this.#sql.row<Row<DomainClaim>>(text, [workspaceId, id])
    return row && fromRow<DomainClaim>(row)
  }

  /** By name. */
  async list(workspaceId: WorkspaceId): Promise<readonly DomainClaim[]> {
    const text = `${SELECT} where workspace_id = $1 order by domain`
    const rows = await this.#sql.rows<Row<DomainClaim>>(text, [workspaceId])
    return rows.map((row) => fromRow<DomainClaim>(row))
  }

  /** The first time counts. */
  async verify(workspaceId: WorkspaceId, id: DomainClaimId, at: string): Promise<void> {
    const touched = await violationsAs(
      { domain_claims_verified: takenElsewhere },
      this.#sql.run(
        `update domain_claims set verified_at = coalesce(verified_at, $3)
         where workspace_id = $1 and id = $2`,
        [workspaceId, id, at],
      ),
    )
    if (touched === 0) throw notFound('domain', id)
  }

  async delete(workspaceId: WorkspaceId, id: DomainClaimId): Promise<void> {
    const text = 'delete from domain_claims where workspace_id = $1 and id = $2'
    await this.#sql.run(text, [workspaceId, id])
  }

  async owns(workspaceId: WorkspaceId, domain: string): Promise<boolean> {
    const row = await this.#sql.row<{ owns: boolean }>(
      `select exists (select from domain_claims
         where workspace_id = $1 and domain = lower($2) and verified_at is not null) as owns`,
      [workspaceId, domain],
    )
    return row?.owns ?? false
  }
}

function takenElsewhere() {
  return conflict(
    'domain-taken',
    'Another workspace has verified this domain; it must delete its claim before you can verify yours.',
  )
}

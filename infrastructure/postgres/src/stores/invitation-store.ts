import type { InvitationStore } from '@skyclust/application'
import type { Invitation, InvitationId, WorkspaceId } from '@skyclust/domain'
import type { Sql } from '../database/sql.ts'
import { violationsAs } from '../database/violations.ts'
import { ROLE_UNKNOWN } from './role-references.ts'

const SELECT = `select workspace_id as "workspaceId", id, email, role, token_hash as "tokenHash",
    invited_by as "invitedBy", created_at as "createdAt", expires_at as "expiresAt"
  from invitations`

type InvitationRow = { [K in keyof Invitation]: Invitation[K] }

export class PostgresInvitationStore implements InvitationStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  /** Invalid `unknown-role`. The earlier one's link no longer works. */
  async upsert(i: Invitation): Promise<void> {
    await violationsAs(
      ROLE_UNKNOWN,
      this.#sql.run(
        `insert into invitations (workspace_id, id, email, role, token_hash, invited_by, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (workspace_id, lower(email)) do update set
           (id, email, role, token_hash, invited_by, created_at, expires_at) = ($2, $3, $4, $5, $6, $7, $8)`,
        [i.workspaceId, i.id, i.email, i.role, i.tokenHash, i.invitedBy, i.createdAt, i.expiresAt],
      ),
    )
  }

  async get(workspaceId: WorkspaceId, id: InvitationId): Promise<Invitation | undefined> {
    const text = `${SELECT} where workspace_id = $1 and id = $2`
    return this.#sql.row<InvitationRow>(text, [workspaceId, id])
  }

  async list(workspaceId: WorkspaceId, now: string): Promise<readonly Invitation[]> {
    return this.#sql.rows<InvitationRow>(
      `${SELECT} where workspace_id = $1 and expires_at > $2 order by created_at desc, id`,
      [workspaceId, now],
    )
  }

  async findByTokenHash(tokenHash: string, now: string): Promise<Invitation | undefined> {
    const text = `${SELECT} where token_hash = $1 and expires_at > $2 for update`
    return this.#sql.row<InvitationRow>(text, [tokenHash, now])
  }

  /** The address in any case. */
  async findFor(
    workspaceId: WorkspaceId,
    email: string,
    now: string,
  ): Promise<Invitation | undefined> {
    return this.#sql.row<InvitationRow>(
      `${SELECT} where workspace_id = $1 and lower(email) = lower($2) and expires_at > $3`,
      [workspaceId, email, now],
    )
  }

  async delete(workspaceId: WorkspaceId, id: InvitationId): Promise<void> {
    const text = 'delete from invitations where workspace_id = $1 and id = $2'
    await this.#sql.run(text, [workspaceId, id])
  }
}

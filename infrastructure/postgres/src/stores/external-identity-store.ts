import type { ExternalIdentityStore } from '@skyclust/application'
import { conflict, type ExternalIdentity, notFound, type OidcProviderId } from '@skyclust/domain'
import type { UserId } from '@skyclust/domain'
import type { Sql } from '../database/sql.ts'
import { violationsAs } from '../database/violations.ts'

const SELECT = `select provider_id as "providerId", issuer, subject, user_id as "userId", email,
    created_at as "createdAt"
  from external_identities`

type IdentityRow = { [K in keyof ExternalIdentity]: ExternalIdentity[K] }

export class PostgresExternalIdentityStore implements ExternalIdentityStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  async find(
    providerId: OidcProviderId,
    issuer: string,
    subject: string,
  ): Promise<ExternalIdentity | undefined> {
    return this.#sql.row<IdentityRow>(
      `${SELECT} where provider_id = $1 and issuer = $2 and subject = $3`,
      [providerId, issuer, subject],
    )
  }

  /** Conflict `identity-linked` when somebody is linked to it already, not-found when the provider has gone. */
  async insert(i: ExternalIdentity): Promise<void> {
    const inserted = await violationsAs(
      {
        external_identities_pkey: () =>
          conflict(
            'identity-linked',
            'This identity is linked to an account already; sign in with it, or unlink it there first.',
          ),
        external_identities_workspace_id_provider_id_fkey: () =>
          notFound('sign-in provider', i.providerId),
      },
      this.#sql.run(
        `insert into external_identities (workspace_id, provider_id, issuer, subject, user_id, email, created_at)
         select workspace_id, id, $2, $3, $4, $5, $6 from oidc_providers where id = $1`,
        [i.providerId, i.issuer, i.subject, i.userId, i.email, i.createdAt],
      ),
    )
    if (inserted === 0) throw notFound('sign-in provider', i.providerId)
  }

  /** Oldest first. */
  async listFor(userId: UserId): Promise<readonly ExternalIdentity[]> {
    const text = `${SELECT} where user_id = $1 order by created_at, provider_id, subject`
    return this.#sql.rows<IdentityRow>(text, [userId])
  }

  async delete(userId: UserId, providerId: OidcProviderId): Promise<boolean> {
    const text = 'delete from external_identities where user_id = $1 and provider_id = $2'
    return (await this.#sql.run(text, [userId, providerId])) > 0
  }
}

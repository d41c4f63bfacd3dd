import type { OidcLoginStore } from '@skyclust/application'
import { notFound, type OidcLogin } from '@skyclust/domain'
import type { Sql } from '../database/sql.ts'
import { violationsAs } from '../database/violations.ts'
import { fromRow, type Row } from './row.ts'

export class PostgresOidcLoginStore implements OidcLoginStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  async insert(l: OidcLogin): Promise<void> {
    await violationsAs(
      {
        oidc_logins_provider_id_fkey: () => notFound('sign-in provider', l.providerId),
      },
      this.#sql.run(
        `insert into oidc_logins (state_hash, browser_hash, provider_id, nonce, code_verifier, return_to,
           link_to, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          l.stateHash,
          l.browserHash,
          l.providerId,
          l.nonce,
          l.codeVerifier,
          l.returnTo,
          l.linkTo,
          l.expiresAt,
        ],
      ),
    )
  }

  async take(stateHash: string, now: string): Promise<OidcLogin | undefined> {
    const row = await this.#sql.row<Row<OidcLogin>>(
      `delete from oidc_logins where state_hash = $1 and expires_at > $2
       returning state_hash as "stateHash", browser_hash as "browserHash", provider_id as "providerId", nonce,
         code_verifier as "codeVerifier", return_to as "returnTo", link_to as "linkTo",
         expires_at as "expiresAt"`,
      [stateHash, now],
    )
    return row && fromRow<OidcLogin>(row)
  }
}

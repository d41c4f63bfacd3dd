import type { ExternalIdentity, Invitation, OidcProvider } from '@skyclust/domain'
import type { OidcClaims } from '../ports/identity.ts'

/** Somebody whom a provider has vouched for. */
export interface Person {
  readonly provider: OidcProvider
  readonly claims: OidcClaims
  /** As it will be stored when it is not known yet. */
  readonly identity: Omit<ExternalIdentity, 'userId'>
}

/** What the workspace knows of the address the provider vouches for. */
export interface Address {
  readonly email: string
  /** Whether the workspace has proved that its domain is its own. */
  readonly isOurs: boolean
  readonly invitation: Invitation | undefined
}

import type {
  Access,
  AuditTarget,
  Credential,
  Principal,
  ProviderId,
  RoleRef,
  UserId,
  WorkspaceId,
} from '@skyclust/domain'
import type { AccountFacts, CloudProvider, CloudSession } from './cloud-provider.ts'
import type { Clock, Logger, Random } from './runtime.ts'
import type {
  AccessFeed,
  DnsTxt,
  OidcClient,
  OneTimePasswords,
  Passkeys,
  Passwords,
  Tokens,
} from './identity.ts'
import type { Throttle } from './identity-stores.ts'
import type { Database, EventFeed, Vault } from './stores.ts'

/** Opens credentials; sessions are kept per credential version and location and share the account's rate budget. */
export interface CloudSessions {
  open(credential: Credential, location: string): Promise<CloudSession>
  /** Tries a secret that is not stored yet: who does the cloud say it is? */
  verify(candidate: CredentialCandidate, signal: AbortSignal): Promise<AccountFacts>
  /** Forgets sessions of a credential that changed or went. */
  forget(credential: Pick<Credential, 'id'>): void
  /** How fast the cloud behind this credential runs; 1 on real clouds. */
  pace(credential: Pick<Credential, 'provider' | 'sandbox'>): number
}

export interface CredentialCandidate {
  readonly provider: ProviderId
  readonly sandbox: boolean
  /** Already parsed by the provider's secret schema. */
  readonly secret: unknown
}

/** Makes accounts in the sandbox clouds; absent where the installation has no sandbox. */
export interface SandboxAccounts {
  /** A new, empty account's secret, in the form the provider's secret schema takes. */
  create(provider: ProviderId): Promise<unknown>
}

/** What the audit entry of the running request says besides who asked for what; later facts win. */
export interface AuditFacts {
  readonly target?: AuditTarget
  /** States of the target; the entry keeps the fields that differ, without secrets. */
  readonly before?: unknown
  readonly after?: unknown
  readonly reason?: string
  /** The workspace whose log it belongs to, where the request did not name one: founding, joining. */
  readonly workspaceId?: WorkspaceId
  /** Who it turned out to be, where the request did not know: sign-in, reset, joining. */
  readonly principal?: Principal
}

/** Every mutation leaves one entry, written with the change; use cases add what only they know. */
export interface AuditTrail {
  note(facts: AuditFacts): void
}

/** Everything the use cases need; built once by the composition root. */
export interface Ports {
  /**
   * In a request of a workspace: the workspace as the caller may see it. In every other request and in the worker: the
   * whole database.
   */
  readonly db: Database
  /** Of the running request. */
  readonly trail: AuditTrail
  readonly providers: ReadonlyMap<ProviderId, CloudProvider>
  readonly sessions: CloudSessions
  readonly vault: Vault
  readonly feed: EventFeed & AccessFeed
  readonly passwords: Passwords
  readonly tokens: Tokens
  readonly oneTimePasswords: OneTimePasswords
  readonly passkeys: Passkeys
  readonly oidc: OidcClient
  readonly dns: DnsTxt
  readonly throttle: Throttle
  readonly installation: Installation
  readonly sandboxAccounts?: SandboxAccounts
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

/** What the operator decided. */
export interface Installation {
  /** Where people reach it, without a slash at the end; links in mails begin with it. */
  readonly publicUrl: string
  /** Whether anybody may make an account, only invited people, or people of certain e-mail domains. */
  readonly registration: 'closed' | 'open' | { readonly domains: readonly string[] }
  /** Whether mail leaves the house; otherwise the administrator reads it in the app. */
  readonly mail: 'smtp' | 'outbox'
}

/** A person who is signed in, wherever. */
export interface Actor {
  readonly userId: UserId
}

/** Who asks, in which workspace, and what they may do there; that they may do the operation at all has been checked. */
export interface WorkspaceActor {
  readonly workspaceId: WorkspaceId
  readonly principal: Principal
  readonly role: RoleRef
  readonly access: Access
}

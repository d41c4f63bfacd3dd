import type { Credential, ProviderId, UserId, WorkspaceId } from '@skyclust/domain'
import type { AccountFacts, CloudProvider, CloudSession } from './cloud-provider.ts'
import type { Clock, Logger, Random } from './runtime.ts'
import type { Database, EventFeed, Passwords, Tokens, Vault } from './stores.ts'

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

/** Everything the use cases need; built once by the composition root. */
export interface Ports {
  readonly db: Database
  readonly providers: ReadonlyMap<ProviderId, CloudProvider>
  readonly sessions: CloudSessions
  readonly vault: Vault
  readonly feed: EventFeed
  readonly passwords: Passwords
  readonly tokens: Tokens
  readonly sandboxAccounts?: SandboxAccounts
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

/** Who asks. */
export interface Actor {
  readonly userId: UserId
}

/** Who asks, in which workspace; authorisation has happened. */
export interface WorkspaceActor extends Actor {
  readonly workspaceId: WorkspaceId
}

import type {
  ApiKey,
  ApiKeyId,
  DomainClaim,
  DomainClaimId,
  ExternalIdentity,
  Invitation,
  InvitationId,
  MailedToken,
  MailId,
  Membership,
  OidcLogin,
  OidcProvider,
  OidcProviderId,
  Passkey,
  PasskeyId,
  PrincipalId,
  Role,
  RoleId,
  RoleRef,
  ServiceAccount,
  ServiceAccountId,
  Session,
  SessionId,
  SignInChallenge,
  User,
  UserId,
  Workspace,
  WorkspaceId,
} from '@skyclust/domain'
import type { AuditStore } from './audit-store.ts'
import type { Page, SealedSecret } from './stores.ts'

export interface UserStore {
  count(): Promise<number>
  /** Conflict `email-taken` when somebody has the address. */
  insert(user: User): Promise<void>
  /** False, and nothing happens, when somebody has the address: the transaction goes on. */
  insertUnlessTaken(user: User): Promise<boolean>
  get(id: UserId): Promise<User | undefined>
  findByEmail(email: string): Promise<User | undefined>
  /** As `get`, and nobody else changes the account until the transaction ends. */
  lock(id: UserId): Promise<User | undefined>
  /** Writes every field: of an account that was read by `lock`, or a change made meanwhile is undone. */
  update(user: User): Promise<void>
  /** For the platform's administration; by e-mail address, `search` in address or name. */
  list(
    filter: { readonly search?: string; readonly disabled?: boolean },
    page: { readonly limit: number; readonly cursor?: string },
  ): Promise<Page<User>>
}

export interface SessionStore {
  insert(session: Session): Promise<void>
  /** Not of disabled users. */
  findByTokenHash(tokenHash: string): Promise<{ session: Session; user: User } | undefined>
  /** Not of disabled users. */
  get(id: SessionId): Promise<{ session: Session; user: User } | undefined>
  /** Newest first; expired ones are left out. */
  listFor(userId: UserId, now: string): Promise<readonly Session[]>
  touch(id: SessionId, at: string): Promise<void>
  delete(id: SessionId): Promise<void>
  /** All of a user, or all but one. Returns how many. */
  deleteFor(userId: UserId, except?: SessionId): Promise<number>
}

/** Rotating refresh tokens; their family is the session. */
export interface RefreshTokenStore {
  insert(token: {
    readonly hash: string
    readonly sessionId: SessionId
    readonly createdAt: string
    readonly expiresAt: string
  }): Promise<void>
  /**
   * Marks the token as used, once: `fresh` the first time, `reused` ever after; undefined when it is unknown or expired.
   * Locks the row, so that of two uses at once one is the reuse.
   */
  use(
    hash: string,
    at: string,
  ): Promise<{ readonly sessionId: SessionId; readonly state: 'fresh' | 'reused' } | undefined>
}

export interface SignInChallengeStore {
  insert(challenge: SignInChallenge): Promise<void>
  /** Not when expired. Locks the row when in a transaction. */
  get(tokenHash: string, now: string): Promise<SignInChallenge | undefined>
  update(challenge: SignInChallenge): Promise<void>
  delete(tokenHash: string): Promise<void>
  /** All of a user. */
  deleteFor(userId: UserId): Promise<void>
}

export interface SecondFactorStore {
  /** The TOTP secret, sealed; `confirmedAt` undefined while the user has not shown that their app knows it. */
  totp(userId: UserId): Promise<
    | {
        readonly sealed: SealedSecret
        readonly confirmedAt: string | undefined
        readonly lastStep: number
      }
    | undefined
  >
  setTotp(userId: UserId, sealed: SealedSecret): Promise<void>
  confirmTotp(userId: UserId, at: string): Promise<void>
  /** False when this time step or a later one was used already (RFC 6238: a code is good once). */
  useTotpStep(userId: UserId, step: number): Promise<boolean>
  removeTotp(userId: UserId): Promise<void>
  replaceRecoveryCodes(userId: UserId, hashes: readonly string[]): Promise<void>
  /** True when the code existed and had not been used. */
  useRecoveryCode(userId: UserId, hash: string, at: string): Promise<boolean>
  recoveryCodesLeft(userId: UserId): Promise<number>
}

export interface PasskeyStore {
  insert(passkey: Passkey): Promise<void>
  listFor(userId: UserId): Promise<readonly Passkey[]>
  findByCredentialId(credentialId: string): Promise<Passkey | undefined>
  /** Counter, backup state and last use; false when it has gone. */
  update(passkey: Passkey): Promise<boolean>
  delete(userId: UserId, id: PasskeyId): Promise<boolean>
  deleteAll(userId: UserId): Promise<void>
}

export interface MailedTokenStore {
  insert(token: MailedToken): Promise<void>
  /** Takes it out: good once. Not when expired. */
  take(
    tokenHash: string,
    purpose: MailedToken['purpose'],
    now: string,
  ): Promise<MailedToken | undefined>
  deleteFor(userId: UserId, purpose: MailedToken['purpose']): Promise<void>
}

export interface WorkspaceStore {
  /** With its founder as owner. Conflict `slug-taken`. */
  insert(workspace: Workspace, owner: UserId): Promise<void>
  get(id: WorkspaceId): Promise<Workspace | undefined>
  /** By id or slug. */
  find(idOrSlug: string): Promise<Workspace | undefined>
  /**
   * The workspace as it is now, its row locked until the transaction ends (`for no key update`: rows that only refer to it
   * can still be written). What counts against its quotas takes turns by it.
   */
  lock(id: WorkspaceId): Promise<Workspace | undefined>
  /** Those the user is a member of now, by name. */
  listFor(userId: UserId): Promise<readonly (Workspace & { readonly role: RoleRef })[]>
  /** All, for the platform's administration; by slug. */
  list(page: { readonly limit: number; readonly cursor?: string }): Promise<Page<Workspace>>
  /** When the stored version is `workspace.version`, else precondition-failed `version-mismatch`. */
  update(workspace: Workspace): Promise<Workspace>
  /** With everything of it but its audit log. */
  delete(id: WorkspaceId): Promise<void>
}

export interface MemberStore {
  /** Not when expired. */
  get(workspaceId: WorkspaceId, userId: UserId): Promise<Membership | undefined>
  /** With what a workspace may see of its users, by e-mail address; not the expired ones. */
  list(workspaceId: WorkspaceId): Promise<
    readonly {
      readonly membership: Membership
      readonly user: Pick<User, 'id' | 'email' | 'name' | 'disabledAt'>
    }[]
  >
  /** Conflict `already-member`, invalid `unknown-role`. An expired membership is replaced. */
  insert(membership: Membership): Promise<void>
  setRole(workspaceId: WorkspaceId, userId: UserId, role: RoleRef): Promise<void>
  delete(workspaceId: WorkspaceId, userId: UserId): Promise<boolean>
  /**
   * Owners who can sign in and whose membership does not expire. Locks the workspace's row first, so that of two last
   * owners who leave at once one is seen to be the last.
   */
  countOwners(workspaceId: WorkspaceId): Promise<number>
  /** Workspaces whose only such owner the user is. */
  soleOwnerOf(userId: UserId): Promise<readonly Workspace[]>
}

export interface RoleStore {
  insert(role: Role): Promise<void>
  get(workspaceId: WorkspaceId, id: RoleId): Promise<Role | undefined>
  list(workspaceId: WorkspaceId): Promise<readonly Role[]>
  /** By version, else `version-mismatch`; conflict `name-taken`. */
  update(role: Role): Promise<Role>
  /** Conflict `role-in-use`. */
  delete(workspaceId: WorkspaceId, id: RoleId): Promise<void>
  /** Members, service accounts, invitations and provider mappings that hold it. */
  countHolders(workspaceId: WorkspaceId, id: RoleId): Promise<number>
}

export interface ServiceAccountStore {
  insert(account: ServiceAccount): Promise<void>
  get(workspaceId: WorkspaceId, id: ServiceAccountId): Promise<ServiceAccount | undefined>
  list(workspaceId: WorkspaceId): Promise<readonly ServiceAccount[]>
  update(account: ServiceAccount): Promise<ServiceAccount>
  /** With its keys. */
  delete(workspaceId: WorkspaceId, id: ServiceAccountId): Promise<void>
}

export interface ApiKeyStore {
  insert(key: ApiKey): Promise<void>
  /** By id alone, for authentication: the key names its workspace. */
  find(id: ApiKeyId): Promise<ApiKey | undefined>
  get(workspaceId: WorkspaceId, id: ApiKeyId): Promise<ApiKey | undefined>
  /** Newest first; of one principal or of all. */
  list(workspaceId: WorkspaceId, principalId?: PrincipalId): Promise<readonly ApiKey[]>
  touch(workspaceId: WorkspaceId, id: ApiKeyId, at: string): Promise<void>
  delete(workspaceId: WorkspaceId, id: ApiKeyId): Promise<void>
  deleteFor(workspaceId: WorkspaceId, principalId: PrincipalId): Promise<void>
}

export interface InvitationStore {
  /** Replaces an earlier one of the same workspace and address. */
  upsert(invitation: Invitation): Promise<void>
  get(workspaceId: WorkspaceId, id: InvitationId): Promise<Invitation | undefined>
  /** Open ones, newest first. */
  list(workspaceId: WorkspaceId, now: string): Promise<readonly Invitation[]>
  /** By the token alone: who holds it is no member yet. Locks the row in a transaction. */
  findByTokenHash(tokenHash: string, now: string): Promise<Invitation | undefined>
  findFor(workspaceId: WorkspaceId, email: string, now: string): Promise<Invitation | undefined>
  delete(workspaceId: WorkspaceId, id: InvitationId): Promise<void>
}

export interface OidcProviderStore {
  insert(provider: OidcProvider, sealed: SealedSecret): Promise<void>
  get(workspaceId: WorkspaceId, id: OidcProviderId): Promise<OidcProvider | undefined>
  /** By id alone: who signs in is in no workspace yet. */
  find(id: OidcProviderId): Promise<OidcProvider | undefined>
  list(workspaceId: WorkspaceId): Promise<readonly OidcProvider[]>
  /** Enabled providers of the workspace whose verified domain this is. */
  forDomain(domain: string): Promise<readonly OidcProvider[]>
  sealed(workspaceId: WorkspaceId, id: OidcProviderId): Promise<SealedSecret | undefined>
  update(provider: OidcProvider, sealed?: SealedSecret): Promise<OidcProvider>
  delete(workspaceId: WorkspaceId, id: OidcProviderId): Promise<void>
}

export interface DomainStore {
  insert(claim: DomainClaim): Promise<void>
  get(workspaceId: WorkspaceId, id: DomainClaimId): Promise<DomainClaim | undefined>
  list(workspaceId: WorkspaceId): Promise<readonly DomainClaim[]>
  /** Conflict `domain-taken` when another workspace has verified it. */
  verify(workspaceId: WorkspaceId, id: DomainClaimId, at: string): Promise<void>
  delete(workspaceId: WorkspaceId, id: DomainClaimId): Promise<void>
  /** Whether the workspace has verified this domain. */
  owns(workspaceId: WorkspaceId, domain: string): Promise<boolean>
}

export interface ExternalIdentityStore {
  find(
    providerId: OidcProviderId,
    issuer: string,
    subject: string,
  ): Promise<ExternalIdentity | undefined>
  insert(identity: ExternalIdentity): Promise<void>
  listFor(userId: UserId): Promise<readonly ExternalIdentity[]>
  delete(userId: UserId, providerId: OidcProviderId): Promise<boolean>
}

export interface OidcLoginStore {
  insert(login: OidcLogin): Promise<void>
  /** Takes it out: good once. Not when expired. */
  take(stateHash: string, now: string): Promise<OidcLogin | undefined>
}

export interface Mail {
  readonly id: MailId
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly createdAt: string
  /** Undefined while it waits, for ever without an SMTP server: the administrator reads it in the app. */
  readonly sentAt: string | undefined
  readonly attempts: number
  readonly error: string | undefined
}

export interface MailStore {
  /** The body is stored sealed; it can hold a sign-in link. */
  insert(mail: Omit<Mail, 'text'>, sealed: SealedSecret): Promise<void>
  get(
    id: MailId,
  ): Promise<
    { readonly mail: Omit<Mail, 'text'>; readonly sealed: SealedSecret | undefined } | undefined
  >
  /** Newest first. */
  list(page: {
    readonly limit: number
    readonly cursor?: string
  }): Promise<Page<Omit<Mail, 'text'> & { readonly sealed: SealedSecret | undefined }>>
  /** Takes the body out. */
  sent(id: MailId, at: string): Promise<void>
  failed(id: MailId, error: string): Promise<void>
}

export interface SigningKey {
  /** `kid` of the JWKS. */
  readonly id: string
  readonly publicJwk: Readonly<Record<string, string>>
  readonly sealed: SealedSecret
  readonly createdAt: string
}

export interface SigningKeyStore {
  /** Newest first. */
  list(): Promise<readonly SigningKey[]>
  /** Only when the newest key is still the named one (undefined: there is none); so that instances do not rotate twice. */
  insertAfter(newest: string | undefined, key: SigningKey): Promise<boolean>
  deleteOlderThan(createdAt: string): Promise<void>
}

/** Counts events per key and window, across all instances. */
export interface Throttle {
  /** Counts one; tells how long to wait when the limit is reached. */
  take(
    key: string,
    limit: { readonly points: number; readonly windowMs: number },
  ): Promise<{ readonly allowed: boolean; readonly retryAfterMs: number }>
  /** Gives one back: the attempt was good after all. */
  give(key: string): Promise<void>
  /** Forgets the key. */
  forget(key: string): Promise<void>
}

export interface PlatformStatistics {
  readonly users: number
  readonly disabledUsers: number
  /** With a session that was used since the time asked for. */
  readonly activeUsers: number
  /** With a confirmed TOTP secret or a passkey. */
  readonly usersWithSecondFactor: number
  readonly platformAdmins: number
  readonly sessions: number
  readonly workspaces: number
  readonly archivedWorkspaces: number
  readonly clusters: number
}

/** The installation as a whole, for its administrators. */
export interface PlatformStore {
  statistics(now: string, activeSince: string): Promise<PlatformStatistics>
  /** Administrators who can sign in. Locks them, so that of two last ones who go at once one is seen to be the last. */
  countAdministrators(): Promise<number>
  /**
   * Removes what has expired: sessions, challenges, mailed links, logins under way; mails, invitations and emergency
   * memberships 30 days after their end, answers for an Idempotency-Key after a day. Returns how many rows.
   */
  purgeExpired(now: string): Promise<number>
}

/** Stores of people, workspaces and their access. */
export interface IdentityStores {
  readonly users: UserStore
  readonly sessions: SessionStore
  readonly refreshTokens: RefreshTokenStore
  readonly challenges: SignInChallengeStore
  readonly secondFactors: SecondFactorStore
  readonly passkeys: PasskeyStore
  readonly mailedTokens: MailedTokenStore
  readonly workspaces: WorkspaceStore
  readonly members: MemberStore
  readonly roles: RoleStore
  readonly serviceAccounts: ServiceAccountStore
  readonly apiKeys: ApiKeyStore
  readonly invitations: InvitationStore
  readonly oidcProviders: OidcProviderStore
  readonly domains: DomainStore
  readonly externalIdentities: ExternalIdentityStore
  readonly oidcLogins: OidcLoginStore
  readonly mails: MailStore
  readonly signingKeys: SigningKeyStore
  readonly platform: PlatformStore
  readonly audit: AuditStore
}

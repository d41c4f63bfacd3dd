import type {
  ApiKeyId,
  DomainClaimId,
  InvitationId,
  OidcProviderId,
  PasskeyId,
  RoleId,
  ServiceAccountId,
  SessionId,
  UserId,
  WorkspaceId,
} from '../kernel/ids.ts'
import type { Grant } from './access.ts'
import type { BuiltInRole, WorkspacePermission } from './permissions.ts'
import type { WorkspaceSettings } from './workspace-settings.ts'

export interface User {
  readonly id: UserId
  /** Lower case. */
  readonly email: string
  /** When the address was proved to be the user's; undefined = not yet. */
  readonly emailVerifiedAt: string | undefined
  readonly name: string
  /** argon2id in PHC string format; undefined for people who only sign in through a provider or passkey. */
  readonly passwordHash: string | undefined
  readonly platformAdmin: boolean
  readonly locale: 'ko' | 'en'
  /** A disabled account cannot sign in, and its sessions and keys are refused. */
  readonly disabledAt: string | undefined
  readonly createdAt: string
}

/** Anything that can hold a role in a workspace. */
export type PrincipalId = UserId | ServiceAccountId

export interface Principal {
  readonly kind: 'user' | 'service-account'
  readonly id: PrincipalId
  /** E-mail address of a user, name of a service account: what audit entries show. */
  readonly name: string
}

export interface Workspace {
  readonly id: WorkspaceId
  /** URL name, unique on the installation. */
  readonly slug: string
  readonly name: string
  readonly settings: WorkspaceSettings
  /** An archived workspace can be read, not changed; its resources go on. */
  readonly archivedAt: string | undefined
  readonly createdAt: string
  readonly version: number
}

/** A built-in role by its name or a custom one by its id. */
export type RoleRef = BuiltInRole | RoleId

/** A custom role of a workspace. */
export interface Role {
  readonly workspaceId: WorkspaceId
  readonly id: RoleId
  readonly name: string
  readonly description: string
  readonly grants: readonly Grant[]
  readonly createdAt: string
  readonly version: number
}

export interface Membership {
  readonly workspaceId: WorkspaceId
  readonly userId: UserId
  readonly role: RoleRef
  /** How it came to be: `sso` memberships follow the provider's role mapping at every sign-in. */
  readonly source: 'founder' | 'invitation' | 'sso' | 'break-glass'
  readonly joinedAt: string
  /** Break-glass memberships end by themselves. */
  readonly expiresAt: string | undefined
}

export interface ServiceAccount {
  readonly workspaceId: WorkspaceId
  readonly id: ServiceAccountId
  readonly name: string
  readonly description: string
  readonly role: RoleRef
  readonly disabledAt: string | undefined
  readonly createdAt: string
  readonly version: number
}

/** A key for programs, `sck_<id>_<secret>`: bound to one workspace, never wider than who made it and whose it is. */
export interface ApiKey {
  readonly workspaceId: WorkspaceId
  readonly id: ApiKeyId
  readonly name: string
  /** Whose permissions it has, at most. */
  readonly principalId: PrincipalId
  readonly scopes: readonly WorkspacePermission[]
  /** SHA-256 of the secret part. */
  readonly secretHash: string
  readonly createdBy: PrincipalId
  readonly createdAt: string
  readonly expiresAt: string | undefined
  readonly lastUsedAt: string | undefined
}

export interface Session {
  readonly id: SessionId
  readonly userId: UserId
  /** SHA-256 of the opaque cookie value. */
  readonly tokenHash: string
  readonly createdAt: string
  readonly expiresAt: string
  readonly lastSeenAt: string
  readonly userAgent: string
  readonly address: string
  /** How the user proved who they are, as RFC 8176 names it where it has a name. */
  readonly methods: readonly SignInMethod[]
  /** For RP-initiated logout. */
  readonly oidc: { readonly providerId: OidcProviderId; readonly idToken: string } | undefined
}

export type SignInMethod = 'pwd' | 'otp' | 'recovery' | 'passkey' | 'sso' | 'setup'

/**
 * Something a person has to answer within minutes, once: the second factor after a right password, a sign-in with a
 * passkey alone, or the registration of a passkey.
 */
export interface SignInChallenge {
  readonly tokenHash: string
  /** Undefined while a passkey has yet to say who it is. */
  readonly userId: UserId | undefined
  readonly failures: number
  /** The random value a passkey must sign, base64url; undefined until one is asked for. */
  readonly passkeyChallenge: string | undefined
  readonly expiresAt: string
}

export interface Passkey {
  readonly id: PasskeyId
  readonly userId: UserId
  readonly name: string
  /** base64url, as the authenticator calls it. */
  readonly credentialId: string
  readonly publicKey: Uint8Array
  readonly counter: number
  readonly transports: readonly string[]
  readonly backedUp: boolean
  readonly createdAt: string
  readonly lastUsedAt: string | undefined
}

/** Who joins by this link gets the role. The link's token is stored as a hash. */
export interface Invitation {
  readonly workspaceId: WorkspaceId
  readonly id: InvitationId
  readonly email: string
  readonly role: RoleRef
  readonly tokenHash: string
  readonly invitedBy: PrincipalId
  readonly createdAt: string
  readonly expiresAt: string
}

/** How a person at an OpenID provider maps to a role: the first rule whose claim contains the value. */
export interface RoleMapping {
  readonly claim: string
  readonly value: string
  readonly role: RoleRef
}

export interface OidcProvider {
  readonly workspaceId: WorkspaceId
  readonly id: OidcProviderId
  readonly name: string
  readonly preset: OidcPreset
  readonly issuer: string
  readonly clientId: string
  readonly scopes: readonly string[]
  /** Whether people of a verified domain become members when they first sign in. */
  readonly justInTime: boolean
  /** Role of who no mapping fits; undefined = such people are refused. */
  readonly defaultRole: RoleRef | undefined
  readonly roleMappings: readonly RoleMapping[]
  readonly enabled: boolean
  readonly createdAt: string
  readonly version: number
}

export const OIDC_PRESETS = [
  'google',
  'entra',
  'okta',
  'keycloak',
  'gitlab',
  'github',
  'generic',
] as const
export type OidcPreset = (typeof OIDC_PRESETS)[number]

/** A workspace's claim on an e-mail domain; once its DNS record was seen, people of the domain are routed to its provider. */
export interface DomainClaim {
  readonly workspaceId: WorkspaceId
  readonly id: DomainClaimId
  readonly domain: string
  /** Expected in a TXT record of `_skyclust.<domain>`. */
  readonly proof: string
  readonly verifiedAt: string | undefined
  readonly createdAt: string
}

/** The same person at a provider: issuer and subject, never the e-mail address. */
export interface ExternalIdentity {
  readonly providerId: OidcProviderId
  readonly issuer: string
  readonly subject: string
  readonly userId: UserId
  readonly email: string
  readonly createdAt: string
}

/** A login that is under way at a provider; single use, bound to the browser by a cookie. */
export interface OidcLogin {
  readonly stateHash: string
  readonly browserHash: string
  readonly providerId: OidcProviderId
  readonly nonce: string
  readonly codeVerifier: string
  readonly returnTo: string
  /** Link the identity to this signed-in user instead of signing in. */
  readonly linkTo: UserId | undefined
  readonly expiresAt: string
}

/** A single-use link that was mailed: proof of an address or a new password. */
export interface MailedToken {
  readonly tokenHash: string
  readonly purpose: 'verify-email' | 'reset-password'
  readonly userId: UserId
  /** The address it proves. */
  readonly email: string
  readonly expiresAt: string
}

import type { Passkey, SessionId, UserId } from '@skyclust/domain'

export interface Passwords {
  hash(password: string): Promise<string>
  verify(password: string, hash: string): Promise<boolean>
}

/** Random values that are handed out once, and the hashes that are stored of them. */
export interface Tokens {
  /** A new opaque 256-bit value and its hash. */
  newSecret(): { readonly value: string; readonly hash: string }
  /** SHA-256; for values of full entropy only. */
  hash(value: string): string
  /** A constant-time comparison of two hashes. */
  equal(a: string, b: string): boolean
  /** Short-lived access token (RFC 9068) bound to a session. */
  issue(subject: {
    readonly userId: UserId
    readonly sessionId: SessionId
  }): Promise<{ readonly token: string; readonly expiresAt: string }>
  /** Undefined when it is expired, not ours or not signed with a key that is still published. */
  verify(token: string): Promise<
    | {
        readonly userId: UserId
        readonly sessionId: SessionId
        /** Epoch milliseconds. */
        readonly expiresAt: number
      }
    | undefined
  >
  /** Public keys of all tokens that may still be alive (RFC 7517). */
  jwks(): Promise<{ readonly keys: readonly Readonly<Record<string, string>>[] }>
}

/** Time-based one-time passwords (RFC 6238: SHA-1, 6 digits, 30 s, what authenticator apps understand). */
export interface OneTimePasswords {
  /** A new secret, base32. */
  newSecret(): string
  /** The `otpauth://` URI an authenticator app scans. */
  uri(secret: string, account: string): string
  /** The time step the code belongs to, one step of clock difference allowed; undefined when it is wrong. */
  check(secret: string, code: string, nowMs: number): number | undefined
  /** Recovery codes people can copy by hand. */
  newRecoveryCodes(count: number): readonly string[]
}

/** WebAuthn (level 3), server side. Options and answers are the JSON forms of the specification. */
export interface Passkeys {
  registrationOptions(
    user: { readonly id: UserId; readonly email: string; readonly name: string },
    existing: readonly Passkey[],
  ): Promise<{ readonly challenge: string; readonly options: Readonly<Record<string, unknown>> }>
  /** Undefined when the answer does not fit. */
  verifyRegistration(
    challenge: string,
    answer: unknown,
  ): Promise<
    Pick<Passkey, 'credentialId' | 'publicKey' | 'counter' | 'transports' | 'backedUp'> | undefined
  >
  /** Without passkeys: any that this site has made (a discoverable one). */
  signInOptions(
    allowed: readonly Passkey[],
  ): Promise<{ readonly challenge: string; readonly options: Readonly<Record<string, unknown>> }>
  verifySignIn(
    challenge: string,
    answer: unknown,
    passkey: Passkey,
  ): Promise<{ readonly counter: number; readonly backedUp: boolean } | undefined>
}

export interface OidcClientSettings {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  readonly scopes: readonly string[]
}

/** What a provider said of a person, verified. */
export interface OidcClaims {
  readonly issuer: string
  readonly subject: string
  readonly email: string | undefined
  readonly emailVerified: boolean
  readonly name: string | undefined
  readonly idToken: string
  /** All claims, for role mappings. */
  readonly all: Readonly<Record<string, unknown>>
}

/** OpenID Connect relying party: discovery, authorization code with PKCE, state and nonce, `iss` check, logout. */
export interface OidcClient {
  /** Reads the discovery document and the keys; DomainError invalid `oidc-discovery-failed` says what is wrong. */
  discover(
    settings: Pick<OidcClientSettings, 'issuer'>,
  ): Promise<{ readonly endSessionEndpoint: string | undefined }>
  newLogin(): { readonly state: string; readonly nonce: string; readonly codeVerifier: string }
  authorizationUrl(
    settings: Omit<OidcClientSettings, 'clientSecret'>,
    login: {
      readonly state: string
      readonly nonce: string
      readonly codeVerifier: string
      readonly redirectUri: string
      readonly loginHint?: string
    },
  ): Promise<string>
  /** Exchanges the code of the callback URL; DomainError unauthenticated `oidc-rejected` when anything does not fit. */
  exchange(
    settings: OidcClientSettings,
    callback: {
      readonly url: string
      readonly state: string
      readonly nonce: string
      readonly codeVerifier: string
    },
  ): Promise<OidcClaims>
  /** Where the browser goes to end the provider's session too; undefined when it has no such endpoint. */
  logoutUrl(
    settings: Omit<OidcClientSettings, 'clientSecret'>,
    logout: { readonly idToken: string; readonly returnTo: string },
  ): Promise<string | undefined>
}

export interface DnsTxt {
  /** The TXT records of a name; empty when there are none. */
  lookup(name: string): Promise<readonly string[]>
}

/** Hands one message to an SMTP server. */
export interface Mailer {
  send(message: {
    readonly to: string
    readonly subject: string
    readonly text: string
  }): Promise<void>
}

/** Tells instances that sessions, keys, roles or memberships changed somewhere. */
export interface AccessFeed {
  /** Calls back after a commit that took something away or changed it. */
  onAccessChanged(forget: () => void): () => void
}

import type { Clock, OidcClaims, OidcClient, OidcClientSettings } from '@skyclust/application'
import { jwtVerify, errors as joseErrors } from 'jose'
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  clockSkew,
  clockTolerance,
  Configuration,
  customFetch,
  type FetchBody,
  fetchUserInfo,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client'
import {
  checkKeys,
  type DiscoveredProvider,
  discoverProvider,
  SIGNATURE_ALGORITHMS,
} from './oidc-discovery.ts'
import { rejected } from './oidc-rejection.ts'
import type { SafeFetch } from './safe-fetch.ts'

const DISCOVERY_MS = 600_000
/** Tenants choose issuers: what is remembered of them has a limit. */
const PROVIDERS_KEPT = 500
const TOLERANCE_SECONDS = 30
/** An ID token is made when the code is exchanged; an older one was kept by somebody. */
const MAX_TOKEN_AGE_SECONDS = 600
const TIMEOUT_SECONDS = 15

export interface OidcClientOptions {
  readonly clock: Clock
  /** Issuers are URLs that users enter: nothing but a fetch that minds where it connects to. */
  readonly fetch: SafeFetch
  /** Accept http issuers; the addresses they may have are given to `fetch`. */
  readonly allowHttp?: boolean
}

/** Relying party of OpenID providers that tenants register: code flow with PKCE, state, nonce and RFC 9207 `iss`. */
export function oidcClient({ clock, fetch, allowHttp = false }: OidcClientOptions): OidcClient {
  const known = new Map<
    string,
    { readonly readAt: number; provider: Promise<DiscoveredProvider> }
  >()

  function read(issuer: string): Promise<DiscoveredProvider> {
    const provider = discoverProvider(issuer, { fetch, allowHttp })
    const entry = { readAt: clock.now(), provider }
    known.delete(issuer)
    known.set(issuer, entry)
    const [oldest] = known.keys()
    if (known.size > PROVIDERS_KEPT && oldest !== undefined) known.delete(oldest)
    provider.catch(() => known.get(issuer) === entry && known.delete(issuer))
    return provider
  }

  function providerOf({ issuer }: Pick<OidcClientSettings, 'issuer'>): Promise<DiscoveredProvider> {
    const entry = known.get(issuer)
    return entry && clock.now() - entry.readAt < DISCOVERY_MS ? entry.provider : read(issuer)
  }

  function configurationOf(
    { metadata }: DiscoveredProvider,
    { clientId }: Pick<OidcClientSettings, 'clientId'>,
    // Addresses are made without the secret.
    auth: ClientAuth = None(),
  ): Configuration {
    const client = {
      [clockTolerance]: TOLERANCE_SECONDS,
      [clockSkew]: Math.round((clock.now() - Date.now()) / 1000),
    }
    const configuration = new Configuration(metadata, clientId, client, auth)
    configuration.timeout = TIMEOUT_SECONDS
    configuration[customFetch] = (url, { method, headers, body, signal }) =>
      fetch(url, { method, headers, ...bodyOf(body), ...(signal && { signal }) })
    if (metadata.issuer.startsWith('http:')) allowInsecureRequests(configuration)
    return configuration
  }

  return {
    async discover({ issuer }) {
      const provider = await read(issuer)
      await checkKeys(provider)
      return { endSessionEndpoint: provider.metadata.end_session_endpoint }
    },
    newLogin: () => ({
      state: randomState(),
      nonce: randomNonce(),
      codeVerifier: randomPKCECodeVerifier(),
    }),
    async authorizationUrl(settings, { state, nonce, codeVerifier, redirectUri, loginHint }) {
      const provider = await providerOf(settings)
      const url = buildAuthorizationUrl(configurationOf(provider, settings), {
        redirect_uri: redirectUri,
        scope: [...new Set(['openid', ...settings.scopes])].join(' '),
        state,
        nonce,
        code_challenge: await calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
        ...(loginHint !== undefined && { login_hint: loginHint }),
      })
      return url.href
    },
    async exchange(settings, callback) {
      const provider = await providerOf(settings)
      try {
        return await exchanged(provider, settings, callback, clock, (auth) =>
          configurationOf(provider, settings, auth),
        )
      } catch (error) {
        throw rejected(error)
      }
    },
    async logoutUrl(settings, { idToken, returnTo }) {
      const provider = await providerOf(settings)
      if (provider.metadata.end_session_endpoint === undefined) return undefined
      return buildEndSessionUrl(configurationOf(provider, settings), {
        id_token_hint: idToken,
        post_logout_redirect_uri: returnTo,
      }).href
    },
  }
}

async function exchanged(
  { metadata, keys }: DiscoveredProvider,
  settings: OidcClientSettings,
  callback: Parameters<OidcClient['exchange']>[1],
  clock: Clock,
  configured: (auth: ClientAuth) => Configuration,
): Promise<OidcClaims> {
  const { configuration, tokens } = await redeemed(
    authMethods(metadata.token_endpoint_auth_methods_supported, settings.clientSecret).map(
      configured,
    ),
    callback,
  )
  const idToken = tokens.id_token ?? ''
  // The library trusts the connection the token came over and checks no signature.
  const { payload } = await verifiedSignature(idToken, keys, {
    algorithms: SIGNATURE_ALGORITHMS,
    issuer: metadata.issuer,
    audience: settings.clientId,
    requiredClaims: ['sub', 'exp', 'iat', 'nonce'],
    clockTolerance: TOLERANCE_SECONDS,
    maxTokenAge: MAX_TOKEN_AGE_SECONDS,
    currentDate: new Date(clock.now()),
  })
  // The library looks at it only when there are several audiences.
  const { azp } = payload
  if (azp !== undefined && azp !== settings.clientId) throw new Error('unexpected "azp"')
  const subject = String(payload.sub)
  const needsUserInfo = !text(payload['email']) && metadata.userinfo_endpoint !== undefined
  const userInfo = needsUserInfo
    ? await fetchUserInfo(configuration, tokens.access_token, subject)
    : {}
  // Address and its verification must be of one source.
  const profile: Readonly<Record<string, unknown>> = needsUserInfo ? userInfo : payload
  return {
    issuer: metadata.issuer,
    subject,
    email: text(profile['email']),
    emailVerified: profile['email_verified'] === true || profile['email_verified'] === 'true',
    name: text(payload['name']) ?? text(profile['name']),
    idToken,
    all: { ...userInfo, ...payload },
  }
}

/** The code exchanged for tokens; where the provider refuses how the client proves itself, in the other way. */
async function redeemed(
  configurations: readonly Configuration[],
  { url, state, nonce, codeVerifier }: Parameters<OidcClient['exchange']>[1],
) {
  const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: codeVerifier }
  const [configuration, ...others] = configurations
  if (!configuration) throw new Error('no way of client authentication')
  try {
    const tokens = await authorizationCodeGrant(configuration, new URL(url), checks)
    return { configuration, tokens }
  } catch (error) {
    if (!isClientRefused(error) || others.length === 0) throw error
    return redeemed(others, { url, state, nonce, codeVerifier })
  }
}

function isClientRefused(error: unknown): boolean {
  if (error instanceof WWWAuthenticateChallengeError) return error.status === 401
  return error instanceof ResponseBodyError && error.error === 'invalid_client'
}

/** Discovery says what the provider can do, not what this client is registered for: basic is the default of both. */
function authMethods(
  supported: readonly string[] | undefined,
  secret: string,
): readonly ClientAuth[] {
  const basic = !supported || supported.includes('client_secret_basic')
  const post = supported?.includes('client_secret_post') ?? false
  return [
    ...(basic || !post ? [ClientSecretBasic(secret)] : []),
    ...(post ? [ClientSecretPost(secret)] : []),
  ]
}

async function verifiedSignature(
  idToken: string,
  keys: DiscoveredProvider['keys'],
  checks: Parameters<typeof jwtVerify>[2],
) {
  try {
    return await jwtVerify(idToken, keys, checks)
  } catch (error) {
    if (!(error instanceof joseErrors.JWSSignatureVerificationFailed)) throw error
    // A new key under the old id, or without one: the remembered key is the wrong one.
    await keys.reload()
    return jwtVerify(idToken, keys, checks)
  }
}

function bodyOf(body: FetchBody): { readonly body?: string | URLSearchParams | Uint8Array } {
  if (body === undefined || body === null) return {}
  if (typeof body === 'string' || body instanceof URLSearchParams || body instanceof Uint8Array)
    return { body }
  throw new TypeError('the client sends forms only')
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

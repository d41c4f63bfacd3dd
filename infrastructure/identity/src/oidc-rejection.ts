import { DomainError } from '@skyclust/domain'
import {
  AuthorizationResponseError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client'
import { FetchRefused } from './safe-fetch.ts'

/** What the libraries name in their messages, which are fixed texts, by what it is called here. */
const NAMED: Readonly<Record<string, string>> = {
  state: 'state',
  iss: 'issuer',
  aud: 'audience',
  azp: 'authorized-party',
  nonce: 'nonce',
  sub: 'subject',
  exp: 'expired',
  iat: 'issued-at',
  nbf: 'not-yet-valid',
  alg: 'algorithm',
  crit: 'algorithm',
}
const NAME = new RegExp(`"(${Object.keys(NAMED).join('|')})"`)

const BY_CODE: Readonly<Record<string, string>> = {
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'signature',
  ERR_JWKS_NO_MATCHING_KEY: 'key',
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: 'key',
  ERR_JWKS_TIMEOUT: 'unreachable',
  ERR_JOSE_ALG_NOT_ALLOWED: 'algorithm',
  ERR_JOSE_NOT_SUPPORTED: 'algorithm',
}

const BY_OAUTH_ERROR: Readonly<Record<string, string>> = {
  access_denied: 'access-denied',
  login_required: 'login-required',
  interaction_required: 'login-required',
  consent_required: 'login-required',
  temporarily_unavailable: 'unreachable',
  invalid_grant: 'code',
  invalid_client: 'client-credentials',
  unauthorized_client: 'client-credentials',
}

/**
 * The one error a sign-in at a provider fails with. Person and log see a reason code; nothing of tokens, claims or the
 * provider's words, so that the cause is not kept.
 */
export function rejected(error: unknown): DomainError {
  const reason = reasonOf(error)
  const message =
    reason === 'access-denied'
      ? 'The sign-in was cancelled at the provider, or it does not let you in. Sign in again or ask your administrator.'
      : `The answer of the identity provider was refused (${reason}). Start the sign-in again; if that does not help, tell your administrator the reason.`
  return new DomainError('unauthenticated', 'oidc-rejected', message, { details: { reason } })
}

function reasonOf(error: unknown): string {
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth++) {
    if (at instanceof FetchRefused) return 'unreachable'
    if (at instanceof AuthorizationResponseError || at instanceof ResponseBodyError)
      return BY_OAUTH_ERROR[at.error] ?? 'provider-error'
    if (at instanceof WWWAuthenticateChallengeError) return 'client-credentials'
    const code = 'code' in at ? String(at.code) : ''
    const known = BY_CODE[code] ?? NAMED[NAME.exec(at.message)?.[1] ?? '']
    if (known) return known
  }
  return 'malformed'
}

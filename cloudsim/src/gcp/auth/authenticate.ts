import type { SimRequest } from '../../core/cloud.ts'
import { errorInfo, GoogleError } from '../errors.ts'
import { text } from '../json-schema.ts'
import type { Service } from '../request.ts'
import type { GcpAccount, GcpState } from '../state.ts'
import { checkJwt, isExpired } from './jwt.ts'

const SCOPES = [
  'https://www.googleapis.com/auth/cloud-platform',
  'https://www.googleapis.com/auth/compute',
]

/** Finds the account behind the bearer token: an access token, or a JWT the service account signed itself. */
export function authenticate(state: GcpState, http: SimRequest, service: Service): GcpAccount {
  const token = /^Bearer (\S+)$/i.exec(http.headers.authorization ?? '')?.[1]
  if (token === undefined) {
    throw refused(
      'Request is missing required authentication credential. Expected OAuth 2 access token.',
      'CREDENTIALS_MISSING',
    )
  }
  const account = token.startsWith('ya29.')
    ? byAccessToken(state, token)
    : bySelfSignedJwt(state, http, token, service)
  if (!account || isExpired(state, account)) {
    throw refused(
      'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.',
      'ACCESS_TOKEN_EXPIRED',
    )
  }
  return account
}

function byAccessToken(state: GcpState, token: string): GcpAccount | undefined {
  const known = state.tokens.get(token)
  if (!known || known.expiresAt < Date.now()) return undefined
  return state.accounts.get(known.project)
}

function bySelfSignedJwt(
  state: GcpState,
  http: SimRequest,
  token: string,
  service: Service,
): GcpAccount | undefined {
  const check = checkJwt(state, token)
  if (!check.ok || text(check.claims, 'sub') !== check.account.email) return undefined
  const scopes = text(check.claims, 'scope').split(' ')
  const audience = text(check.claims, 'aud')
  const good =
    audience === ''
      ? scopes.some((scope) => SCOPES.includes(scope))
      : isOwn(audience, http, service)
  return good ? check.account : undefined
}

/** The audience is the service's own URL, or the address at which the client reached the simulator. */
function isOwn(audience: string, http: SimRequest, service: Service): boolean {
  if (!URL.canParse(audience)) return false
  const { host, origin } = new URL(audience)
  return (
    host === `${service}.googleapis.com` ||
    origin === new URL(http.baseUrl).origin ||
    host === http.headers.host
  )
}

function refused(message: string, reason: string): GoogleError {
  return new GoogleError(401, 'authError', message, {
    status: 'UNAUTHENTICATED',
    details: [errorInfo(reason, 'googleapis.com')],
  })
}

import { randomBytes } from 'node:crypto'
import { perform } from '../../core/call.ts'
import type { SimRequest, SimResponse } from '../../core/cloud.ts'
import { text } from '../json-schema.ts'
import type { GcpState } from '../state.ts'
import { TOKEN_URI } from './credentials.ts'
import { checkJwt, isExpired } from './jwt.ts'

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
export const TOKEN_LIFETIME_S = 3600

/** The OAuth 2.0 token endpoint: a JWT signed by a service account for an access token (RFC 7523). */
export async function issueToken(state: GcpState, http: SimRequest): Promise<SimResponse> {
  const form = new URLSearchParams(http.body.toString('utf8'))
  if (form.get('grant_type') !== JWT_BEARER)
    return oauthError('unsupported_grant_type', 'Invalid grant_type: ' + form.get('grant_type'))
  const check = checkJwt(state, form.get('assertion') ?? '')
  if (!check.ok) return oauthError('invalid_grant', check.why)
  const { account, claims } = check
  if (!audiences(http).includes(text(claims, 'aud')))
    return oauthError('invalid_grant', 'Invalid JWT: Failed audience check.')
  if (isExpired(state, account))
    return oauthError('invalid_grant', 'Invalid grant: the service account key has expired.')
  if (text(claims, 'scope') === '' && text(claims, 'target_audience') === '')
    return oauthError('invalid_scope', 'Invalid OAuth scope or ID token audience provided.')
  const call = {
    cloud: 'gcp',
    account: account.projectId,
    region: 'global',
    operation: 'oauth2.token',
    mutating: false,
    bucket: 'oauth2',
    target: account.email,
  } as const
  return await perform(state.context, call, randomBytes(8).toString('hex'), () => {
    const token = `ya29.c.${randomBytes(96).toString('base64url')}`
    const now = Date.now()
    for (const [known, { expiresAt }] of state.tokens.entries())
      if (expiresAt < now) state.tokens.delete(known)
    state.tokens.put(token, {
      project: account.projectId,
      expiresAt: now + TOKEN_LIFETIME_S * 1000,
    })
    return json(200, {
      access_token: token,
      expires_in: TOKEN_LIFETIME_S - 1,
      token_type: 'Bearer',
    })
  })
}

/** Google's own endpoints, and the one at which the client reached the simulator. */
function audiences(http: SimRequest): string[] {
  return [TOKEN_URI, 'https://www.googleapis.com/oauth2/v4/token', `${http.baseUrl}${http.path}`]
}

function oauthError(error: string, description: string): SimResponse {
  return json(400, { error, error_description: description })
}

function json(status: number, body: object): SimResponse {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=UTF-8', 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  }
}

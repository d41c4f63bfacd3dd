import { verify } from 'node:crypto'
import { isObject, type Json, text } from '../json-schema.ts'
import type { GcpAccount, GcpState } from '../state.ts'

const MAX_LIFETIME_S = 3600
const SKEW_S = 300

export type JwtCheck =
  | { readonly ok: true; readonly account: GcpAccount; readonly claims: Json }
  | { readonly ok: false; readonly why: string }

const fail = (why: string): JwtCheck => ({ ok: false, why })

/** Verifies a JWT signed with a service account's key: algorithm, signature, issuer and lifetime (real time). */
export function checkJwt(state: GcpState, token: string): JwtCheck {
  const [head = '', payload = '', signature = ''] = token.split('.')
  const header = decode(head)
  const claims = decode(payload)
  if (!header || !claims) return fail('Invalid JWT: cannot be decoded.')
  if (text(header, 'alg') !== 'RS256') return fail('Invalid JWT Signature: alg must be RS256.')
  const issuer = text(claims, 'iss')
  const account = state.accounts.values().find((known) => known.email === issuer)
  if (!account) return fail('Invalid grant: account not found')
  if (header['kid'] !== undefined && header['kid'] !== account.keyId)
    return fail('Invalid JWT Signature.')
  const signed = Buffer.from(`${head}.${payload}`)
  if (!verify('RSA-SHA256', signed, account.publicKey, Buffer.from(signature, 'base64url')))
    return fail('Invalid JWT Signature.')
  const { iat, exp } = claims
  const now = Date.now() / 1000
  if (typeof iat !== 'number' || typeof exp !== 'number')
    return fail('Invalid JWT: Token must have iat and exp claims.')
  if (exp < now || iat > now + SKEW_S || exp - iat > MAX_LIFETIME_S + SKEW_S)
    return fail(
      'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.',
    )
  return { ok: true, account, claims }
}

/** Whether the credential of an account is past its (virtual) end. */
export function isExpired(state: GcpState, account: GcpAccount): boolean {
  const { expiresAt } = account.options
  return expiresAt !== undefined && state.now() >= expiresAt
}

function decode(part: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

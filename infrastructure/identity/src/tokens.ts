import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import type { Clock, SigningKeyStore, Tokens, Vault } from '@skyclust/application'
import { SessionId, UserId } from '@skyclust/domain'
import { jwtVerify, SignJWT } from 'jose'
import { signingKeys } from './signing-keys.ts'

const ACCESS_TOKEN_SECONDS = 600
const ALGORITHM = 'EdDSA'
const SECRET_BYTES = 32

export interface TokenOptions {
  readonly keys: SigningKeyStore
  readonly vault: Vault
  readonly clock: Clock
  /** The installation's public URL. */
  readonly issuer: string
  readonly audience: string
}

/** Opaque secrets, and access tokens (RFC 9068 `at+jwt`, Ed25519, ten minutes) bound to a session. */
export function tokens(options: TokenOptions): Tokens {
  const { clock, issuer, audience } = options
  const keys = signingKeys({ ...options, lifetimeMs: ACCESS_TOKEN_SECONDS * 1000 })
  return {
    newSecret() {
      const value = randomBytes(SECRET_BYTES).toString('base64url')
      return { value, hash: hash(value) }
    },
    hash,
    equal(a, b) {
      const [left, right] = [Buffer.from(a), Buffer.from(b)]
      return left.length === right.length && timingSafeEqual(left, right)
    },
    async issue({ userId, sessionId }) {
      const { id, key } = await keys.signer()
      const issuedAt = Math.floor(clock.now() / 1000)
      const expiresAt = issuedAt + ACCESS_TOKEN_SECONDS
      const token = await new SignJWT({ sid: sessionId })
        .setProtectedHeader({ alg: ALGORITHM, typ: 'at+jwt', kid: id })
        .setSubject(userId)
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiresAt)
        .setJti(randomUUID())
        .sign(key)
      return { token, expiresAt: new Date(expiresAt * 1000).toISOString() }
    },
    async verify(token) {
      const kid = keyIdOf(token)
      // Outside of the try: a database that does not answer is no proof that the token is bad.
      const key = kid === undefined ? undefined : await keys.find(kid)
      if (!key) return undefined
      try {
        const { payload } = await jwtVerify(token, key, {
          algorithms: [ALGORITHM],
          typ: 'at+jwt',
          issuer,
          audience,
          requiredClaims: ['sub', 'sid', 'exp', 'jti'],
          currentDate: new Date(clock.now()),
        })
        return {
          userId: UserId.parse(payload.sub),
          sessionId: SessionId.parse(payload['sid']),
          expiresAt: Number(payload.exp) * 1000,
        }
      } catch {
        return undefined
      }
    },
    async jwks() {
      return { keys: (await keys.published()).map((key) => key.publicJwk) }
    },
  }
}

/** `kid` of the header, unverified: it only chooses the key. */
function keyIdOf(token: string): string | undefined {
  try {
    const [head = ''] = token.split('.')
    const header: unknown = JSON.parse(Buffer.from(head, 'base64url').toString())
    if (typeof header !== 'object' || header === null || !('kid' in header)) return undefined
    return typeof header.kid === 'string' ? header.kid : undefined
  } catch {
    return undefined
  }
}

function hash(value: string): string {
  return createHash('sha256').update(value).digest('base64url')
}

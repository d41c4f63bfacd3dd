import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  randomUUID,
} from 'node:crypto'
import { join } from 'node:path'
import type { Clock, Tokens } from '@skyclust/application'
import { SessionId, UserId } from '@skyclust/domain'
import { jwtVerify, SignJWT } from 'jose'
import { readOrCreateKeyFile } from './key-file.ts'

const ACCESS_TOKEN_SECONDS = 600
const ALGORITHM = 'EdDSA'
const SESSION_BYTES = 32

export interface TokenOptions {
  /** The Ed25519 signing key is kept in `<dataDir>/keys/access-token.pem`, mode 0600. */
  readonly dataDir: string
  readonly clock: Clock
  /** The installation's public URL. */
  readonly issuer: string
  readonly audience: string
}

/** Opaque session values, and access tokens (RFC 9068 `at+jwt`, Ed25519, ten minutes) bound to a session. */
export function tokens(options: TokenOptions): Tokens {
  const pem = readOrCreateKeyFile(join(options.dataDir, 'keys', 'access-token.pem'), () =>
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  )
  const privateKey = createPrivateKey(pem)
  const publicKey = createPublicKey(privateKey)
  const keyId = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64url')
    .slice(0, 16)
  return {
    newSession() {
      const value = randomBytes(SESSION_BYTES).toString('base64url')
      return { value, hash: hashSession(value) }
    },
    hashSession,
    async issue({ userId, sessionId }) {
      const issuedAt = Math.floor(options.clock.now() / 1000)
      const expiresAt = issuedAt + ACCESS_TOKEN_SECONDS
      const token = await new SignJWT({ sid: sessionId })
        .setProtectedHeader({ alg: ALGORITHM, typ: 'at+jwt', kid: keyId })
        .setSubject(userId)
        .setIssuer(options.issuer)
        .setAudience(options.audience)
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiresAt)
        .setJti(randomUUID())
        .sign(privateKey)
      return { token, expiresAt: new Date(expiresAt * 1000).toISOString() }
    },
    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, publicKey, {
          algorithms: [ALGORITHM],
          typ: 'at+jwt',
          issuer: options.issuer,
          audience: options.audience,
          requiredClaims: ['sub', 'sid', 'exp', 'jti'],
          currentDate: new Date(options.clock.now()),
        })
        return { userId: UserId.parse(payload.sub), sessionId: SessionId.parse(payload['sid']) }
      } catch {
        return undefined
      }
    },
  }
}

function hashSession(value: string): string {
  return createHash('sha256').update(value).digest('base64url')
}

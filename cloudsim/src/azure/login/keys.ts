import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { objectOf, type JsonObject } from '../json.ts'
import { type AzureSim, newGuid } from '../sim.ts'

interface SigningKey {
  readonly kid: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

const parsed = new Map<string, SigningKey>()

/** The key that signs this sandbox's access tokens; made on first use and kept in the world. */
export function signingKey(sim: AzureSim): SigningKey {
  const stored = sim.state.signingKey.get('current') ?? createKey(sim)
  const known = parsed.get(stored.pem)
  if (known) return known
  const privateKey = createPrivateKey(stored.pem)
  const key = { kid: stored.kid, privateKey, publicKey: createPublicKey(privateKey) }
  parsed.set(stored.pem, key)
  return key
}

function createKey(sim: AzureSim): { readonly pem: string; readonly kid: string } {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const stored = {
    pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    kid: newGuid(sim).replaceAll('-', ''),
  }
  sim.state.signingKey.put('current', stored)
  return stored
}

/** Signs claims as an RS256 JWT with the sandbox's key. */
export function signToken(sim: AzureSim, claims: JsonObject): string {
  const key = signingKey(sim)
  const input = `${encode({ typ: 'JWT', alg: 'RS256', kid: key.kid })}.${encode(claims)}`
  return `${input}.${sign('RSA-SHA256', Buffer.from(input), key.privateKey).toString('base64url')}`
}

/** The claims of a JWT that this sandbox signed, or undefined. */
export function readToken(sim: AzureSim, token: string): JsonObject | undefined {
  // Verifying a signature costs more than the rest of a call, and the same token comes again and again.
  const key = `${signingKey(sim).kid}/${token}`
  const known = sim.verifiedTokens.get(key)
  if (known) return known
  const claims = verifiedClaims(sim, token)
  if (sim.verifiedTokens.size > 10_000) sim.verifiedTokens.clear()
  if (claims) sim.verifiedTokens.set(key, claims)
  return claims
}

function verifiedClaims(sim: AzureSim, token: string): JsonObject | undefined {
  const [header, claims, signature] = token.split('.')
  if (!header || !claims || !signature) return undefined
  const input = Buffer.from(`${header}.${claims}`)
  const valid = verify(
    'RSA-SHA256',
    input,
    signingKey(sim).publicKey,
    Buffer.from(signature, 'base64url'),
  )
  return valid ? decode(claims) : undefined
}

/** The public half as the JWKS document publishes it. */
export function publicJwk(sim: AzureSim): JsonObject {
  const key = signingKey(sim)
  const jwk = key.publicKey.export({ format: 'jwk' })
  return { kty: 'RSA', use: 'sig', alg: 'RS256', kid: key.kid, n: jwk.n, e: jwk.e }
}

function encode(value: JsonObject): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function decode(part: string): JsonObject | undefined {
  try {
    return objectOf(JSON.parse(Buffer.from(part, 'base64url').toString()))
  } catch {
    return undefined
  }
}

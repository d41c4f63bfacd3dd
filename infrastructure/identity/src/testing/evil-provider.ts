import { createHash, type KeyObject, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTPayload,
  SignJWT,
} from 'jose'

export interface KeyPair {
  readonly kid: string
  readonly privateKey: CryptoKey
  readonly publicJwk: JWK
}

export async function newKeyPair(kid: string): Promise<KeyPair> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  return { kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, use: 'sig' } }
}

interface Grant {
  readonly clientId: string
  readonly nonce: string
  readonly codeChallenge: string
  readonly redirectUri: string
}

/** How the provider misbehaves; what is not changed it does right. */
export interface Misdeeds {
  claims?: (claims: JWTPayload) => JWTPayload
  header?: Record<string, unknown>
  /** Instead of its own private key. */
  signWith?: CryptoKey | KeyObject | Uint8Array
  /** The whole ID token. */
  idToken?: (claims: JWTPayload) => string | undefined
  metadata?: Record<string, unknown>
  jwks?: () => unknown
  userInfo?: Record<string, unknown>
  /** Answers instead of the server's own, by path. */
  answers?: Record<string, (response: ServerResponse) => void>
}

/** An OpenID provider on loopback that does everything right until it is told otherwise. */
export class EvilProvider {
  readonly clientId = 'skyclust'
  readonly clientSecret = 'client-secret'
  misdeeds: Misdeeds = {}
  authMethod: 'client_secret_basic' | 'client_secret_post' = 'client_secret_basic'
  /** Whether a refused client is told with WWW-Authenticate; providers differ. */
  challenges = true
  /** Requests by path. */
  readonly requests = new Map<string, number>()
  key: KeyPair
  origin = ''
  readonly #grants = new Map<string, Grant>()
  readonly #server = createServer((request, response) => {
    this.#serve(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error))
    })
  })

  constructor(key: KeyPair) {
    this.key = key
  }

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    this.origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  stop(): void {
    this.#server.close()
  }

  count(path: string): number {
    return this.requests.get(path) ?? 0
  }

  /** The person signs in at the authorization URL: where the browser is sent back to. */
  signIn(authorizationUrl: string): URL {
    const { searchParams: asked } = new URL(authorizationUrl)
    const get = (name: string) => asked.get(name) ?? ''
    if (get('code_challenge_method') !== 'S256') throw new Error('PKCE with S256 was expected')
    const code = randomUUID()
    this.#grants.set(code, {
      clientId: get('client_id'),
      nonce: get('nonce'),
      codeChallenge: get('code_challenge'),
      redirectUri: get('redirect_uri'),
    })
    const back = new URL(get('redirect_uri'))
    back.search = new URLSearchParams({ code, state: get('state'), iss: this.origin }).toString()
    return back
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? ''
    this.requests.set(path, this.count(path) + 1)
    const own = this.misdeeds.answers?.[path]
    if (own) return own(response)
    switch (path) {
      case '/.well-known/openid-configuration':
        return json(response, { ...this.#metadata(), ...this.misdeeds.metadata })
      case '/jwks':
        return json(response, this.misdeeds.jwks?.() ?? { keys: [this.key.publicJwk] })
      case '/token':
        return this.#token(request, response)
      case '/userinfo':
        return json(response, { sub: 'sub-1', ...this.misdeeds.userInfo })
    }
    response.writeHead(404).end()
  }

  #metadata(): Record<string, unknown> {
    return {
      issuer: this.origin,
      authorization_endpoint: `${this.origin}/authorize`,
      token_endpoint: `${this.origin}/token`,
      jwks_uri: `${this.origin}/jwks`,
      userinfo_endpoint: `${this.origin}/userinfo`,
      end_session_endpoint: `${this.origin}/logout`,
      response_types_supported: ['code'],
      id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      authorization_response_iss_parameter_supported: true,
    }
  }

  async #token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const form = new URLSearchParams(body)
    if (!this.#isClient(request, form)) {
      if (this.challenges) response.setHeader('www-authenticate', 'Basic realm="token"')
      return json(response, { error: 'invalid_client' }, 401)
    }
    const code = form.get('code') ?? ''
    const grant = this.#grants.get(code)
    this.#grants.delete(code)
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    if (grant?.codeChallenge !== challenge || grant.redirectUri !== form.get('redirect_uri'))
      return json(response, { error: 'invalid_grant' }, 400)
    return json(response, {
      access_token: 'access',
      token_type: 'Bearer',
      id_token: await this.#idToken(grant),
    })
  }

  #isClient(request: IncomingMessage, form: URLSearchParams): boolean {
    if (this.authMethod === 'client_secret_post')
      return (
        form.get('client_id') === this.clientId && form.get('client_secret') === this.clientSecret
      )
    const [scheme, credentials = ''] = request.headers.authorization?.split(' ') ?? []
    // Both parts are form-encoded: RFC 6749, section 2.3.1.
    const decoded = decodeURIComponent(Buffer.from(credentials, 'base64').toString())
    return scheme === 'Basic' && decoded === `${this.clientId}:${this.clientSecret}`
  }

  #idToken(grant: Grant): string | undefined | Promise<string> {
    const now = Math.floor(Date.now() / 1000)
    const honest: JWTPayload = {
      iss: this.origin,
      sub: 'sub-1',
      aud: grant.clientId,
      nonce: grant.nonce,
      iat: now,
      exp: now + 300,
      email: 'kim@example.com',
      email_verified: true,
      name: 'Kim',
      groups: ['ops'],
    }
    const { claims, header, signWith, idToken } = this.misdeeds
    const payload = claims?.(honest) ?? honest
    if (idToken) return idToken(payload)
    return new SignJWT(payload)
      .setProtectedHeader({ alg: 'RS256', kid: this.key.kid, ...header })
      .sign(signWith ?? this.key.privateKey)
  }
}

function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

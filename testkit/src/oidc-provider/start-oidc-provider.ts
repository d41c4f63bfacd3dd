import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { memoryAdapter, type ProviderMemory } from './store.ts'

const TTL_SECONDS = {
  AccessToken: 600,
  AuthorizationCode: 60,
  Grant: 3600,
  IdToken: 600,
  Interaction: 600,
  Session: 3600,
}

export type PersonClaims = Readonly<Record<string, unknown>>

export interface TestOidcProvider extends AsyncDisposable {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Who can sign in, by what they type as login (their `sub`); any password is right. */
  readonly people: Map<string, PersonClaims>
  /** From now on only this secret is right. */
  replaceSecret(): Promise<string>
  /** From now on tokens are signed with a new key, and only that one is published. */
  rotateKeys(): Promise<void>
  /** Paths that were asked for, oldest first. */
  readonly requests: readonly string[]
  /** Runs before the next request for this path is answered, once. */
  meanwhile(path: string, work: () => Promise<void>): void
}

export interface TestOidcProviderOptions {
  readonly redirectUris: readonly string[]
  readonly postLogoutRedirectUris?: readonly string[]
  readonly people?: Readonly<Record<string, PersonClaims>>
  /** Where claims of the scopes email and profile are found; the specification says userinfo, most providers do both. */
  readonly claimsIn?: 'id-token' | 'userinfo'
}

/**
 * A real OpenID provider (npm oidc-provider) on loopback, with its own login and consent pages; to sign in with from a
 * browser, or with `signInAt`.
 */
export async function startOidcProvider(
  options: TestOidcProviderOptions,
): Promise<TestOidcProvider> {
  const people = new Map(Object.entries(options.people ?? {}))
  const memory: ProviderMemory = new Map()
  const clientId = `client-${randomUUID()}`
  const requests: string[] = []
  const waiting = new Map<string, () => Promise<void>>()
  let clientSecret = newSecret()
  let key = newKey()
  let handle: RequestListener = unavailable
  const server = createServer((request, response) => {
    const path = (request.url ?? '').replace(/\?.*$/s, '')
    requests.push(path)
    const work = waiting.get(path)
    waiting.delete(path)
    void Promise.resolve(work?.()).finally(() => handle(request, response))
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const restart = async () => {
    handle = await provider(issuer, { ...options, people, memory, clientId, clientSecret, key })
  }
  await restart()
  return {
    issuer,
    clientId,
    get clientSecret() {
      return clientSecret
    },
    people,
    requests,
    meanwhile: (path, work) => void waiting.set(path, work),
    async replaceSecret() {
      clientSecret = newSecret()
      await restart()
      return clientSecret
    },
    async rotateKeys() {
      key = newKey()
      await restart()
    },
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

interface Parts extends Omit<TestOidcProviderOptions, 'people'> {
  readonly people: ReadonlyMap<string, PersonClaims>
  readonly memory: ProviderMemory
  readonly clientId: string
  readonly clientSecret: string
  readonly key: ReturnType<typeof newKey>
}

async function provider(issuer: string, parts: Parts): Promise<RequestListener> {
  // Loaded when needed: most tests have no provider, and it is large.
  const { default: Provider } = await import('oidc-provider')
  const instance = new Provider(issuer, {
    adapter: memoryAdapter(parts.memory),
    jwks: { keys: [parts.key] },
    ttl: TTL_SECONDS,
    cookies: { keys: [parts.clientId] },
    clients: [
      {
        client_id: parts.clientId,
        client_secret: parts.clientSecret,
        redirect_uris: [...parts.redirectUris],
        post_logout_redirect_uris: [...(parts.postLogoutRedirectUris ?? [])],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    claims: {
      email: ['email', 'email_verified'],
      profile: ['name', 'locale', 'groups', 'realm_access', 'xms_edov'],
    },
    conformIdTokenClaims: parts.claimsIn === 'userinfo',
    findAccount: (_context, sub) => {
      const claims = parts.people.get(sub)
      return claims && { accountId: sub, claims: () => ({ ...claims, sub }) }
    },
  })
  const handle = instance.callback()
  return (request, response) => void handle(request, response)
}

function newSecret(): string {
  return randomBytes(24).toString('base64url')
}

function newKey() {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'ES256', use: 'sig' }
}

const unavailable: RequestListener = (_request, response) => void response.writeHead(503).end()

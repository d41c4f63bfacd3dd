import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { DomainError } from '@skyclust/domain'
import { oidcClient } from './oidc-client.ts'
import { safeFetch } from './safe-fetch.ts'
import { EvilProvider, type Misdeeds, newKeyPair } from './testing/evil-provider.ts'

const clock = {
  now: () => Date.now(),
  sleep: () => Promise.resolve(),
  timeout: (ms: number) => AbortSignal.timeout(ms),
}
const DOCUMENT = '/.well-known/openid-configuration'
const provider = new EvilProvider(await newKeyPair('key-1'))
const fetch = safeFetch({
  allowHttp: true,
  allowCidrs: ['127.0.0.1/32'],
  timeoutMs: 500,
  maxBytes: 10_000,
})
const client = oidcClient({ clock, fetch, allowHttp: true })
before(() => provider.start())
after(() => provider.stop())
beforeEach(() => {
  provider.misdeeds = {}
  provider.requests.clear()
})

const credentials = { clientId: 'skyclust', clientSecret: 'client-secret' }
const discover = (issuer = provider.origin, oidc = client) =>
  oidc.discover({ issuer, ...credentials })

const metadata = (change: Record<string, unknown>): Misdeeds => ({ metadata: change })

async function failsWith(reason: string, message: RegExp, attempt: Promise<unknown>) {
  await assert.rejects(attempt, (error) => {
    assert.ok(error instanceof DomainError, String(error))
    assert.equal(error.kind, 'invalid')
    assert.equal(error.code, 'oidc-discovery-failed')
    assert.match(error.message, message)
    assert.equal(error.details['reason'], reason)
    return true
  })
}

describe('the discovery of a provider', () => {
  it('reads the document and the keys, each time anew, and knows where sign-out is', async () => {
    for (let times = 0; times < 2; times++)
      assert.deepEqual(await discover(), { endSessionEndpoint: `${provider.origin}/logout` })
    assert.equal(provider.count(DOCUMENT), 2)
    assert.equal(provider.count('/jwks'), 2)
  })

  const table: Readonly<Record<string, readonly [string, RegExp, () => Misdeeds]>> = {
    'another issuer': [
      'issuer',
      /calls itself «https:\/\/evil.example», not «http:/,
      () => metadata({ issuer: 'https://evil.example' }),
    ],
    'the issuer with a slash': [
      'issuer',
      /exactly as the provider writes it/,
      () => metadata({ issuer: `${provider.origin}/` }),
    ],
    'no issuer': ['issuer', /nothing/, () => metadata({ issuer: undefined })],
    'no authorization endpoint': [
      'endpoint',
      /no authorization_endpoint/,
      () => metadata({ authorization_endpoint: undefined }),
    ],
    'an authorization endpoint that is a script': [
      'endpoint',
      /no authorization_endpoint/,
      () => metadata({ authorization_endpoint: 'javascript:alert(1)' }),
    ],
    'a token endpoint that is a file': [
      'endpoint',
      /no token_endpoint/,
      () => metadata({ token_endpoint: 'file:///etc/passwd' }),
    ],
    'no key address': ['endpoint', /no jwks_uri/, () => metadata({ jwks_uri: 1 })],
    'HS256 and none only': [
      'algorithm',
      /«HS256, none» only/,
      () => metadata({ id_token_signing_alg_values_supported: ['HS256', 'none'] }),
    ],
    'no code flow': [
      'response-type',
      /authorization code flow/,
      () => metadata({ response_types_supported: ['id_token'] }),
    ],
    'no keys': ['keys', /no public signature key/, () => ({ jwks: () => ({ keys: [] }) })],
    'secret keys only': [
      'keys',
      /no public signature key/,
      () => ({ jwks: () => ({ keys: [{ kty: 'oct', k: 'AAAA' }] }) }),
    ],
    'keys that are none': ['keys', /no JSON Web Key Set/, () => ({ jwks: () => ({ keys: 'x' }) })],
    'keys inside the house': [
      'keys',
      /not public/,
      () => metadata({ jwks_uri: 'https://169.254.169.254/jwks' }),
    ],
    'no document': [
      'status',
      /answers 404/,
      () => ({ answers: { [DOCUMENT]: (r) => r.writeHead(404).end() } }),
    ],
    'a page instead of a document': [
      'json',
      /not a discovery document/,
      () => ({ answers: { [DOCUMENT]: (r) => r.end('<html>') } }),
    ],
    'a list instead of a document': [
      'json',
      /not a discovery document/,
      () => ({ answers: { [DOCUMENT]: (r) => r.end('[]') } }),
    ],
    'a redirect': [
      'redirect',
      /answers with a redirect/,
      () => ({ answers: { [DOCUMENT]: (r) => r.writeHead(302, { location: '/other' }).end() } }),
    ],
    'an endless document': [
      'too-large',
      /more than 10000 bytes/,
      () => ({ answers: { [DOCUMENT]: (r) => r.end(' '.repeat(20_000)) } }),
    ],
    'no answer': [
      'timeout',
      /did not answer within 500 ms/,
      () => ({ answers: { [DOCUMENT]: () => {} } }),
    ],
  }
  for (const [what, [reason, message, misdeeds]] of Object.entries(table))
    it(`says what is wrong: ${what}`, async () => {
      provider.misdeeds = misdeeds()
      await failsWith(reason, message, discover())
      provider.misdeeds = {}
      await discover()
    })

  it('refuses issuers that are no https URL, unless http is allowed', async () => {
    for (const issuer of ['', 'x', 'ftp://x', 'https://x.example/?a', 'https://x.example/#a'])
      await failsWith('issuer', /must be an https URL/, discover(issuer))
    await failsWith(
      'issuer',
      /must be an https URL/,
      discover(provider.origin, oidcClient({ clock, fetch })),
    )
    assert.equal(provider.requests.size, 0)
  })

  it('refuses issuers inside the house and with a password in them', async () => {
    const strict = oidcClient({ clock, fetch: safeFetch() })
    const { port } = new URL(provider.origin)
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '169.254.169.254'])
      await failsWith('address', /not public/, discover(`https://${host}:${port}`, strict))
    await failsWith('userinfo', /password/, discover('https://a:b@x.example', strict))
    assert.equal(provider.requests.size, 0)
  })

  it('that failed is tried again by the next sign-in', async () => {
    const oidc = oidcClient({ clock, fetch, allowHttp: true })
    const login = { ...oidc.newLogin(), redirectUri: 'https://sky.example.com/callback' }
    const settings = { issuer: provider.origin, ...credentials, scopes: [] }
    provider.misdeeds = { answers: { [DOCUMENT]: (r) => r.writeHead(503).end() } }
    await failsWith('status', /503/, oidc.authorizationUrl(settings, login))
    provider.misdeeds = {}
    assert.match(await oidc.authorizationUrl(settings, login), /\/authorize\?/)
  })
})

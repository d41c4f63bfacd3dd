import assert from 'node:assert/strict'
import { createPublicKey } from 'node:crypto'
import { after, before, beforeEach, describe, it } from 'node:test'
import type { OidcClientSettings } from '@skyclust/application'
import { DomainError } from '@skyclust/domain'
import { oidcClient } from './oidc-client.ts'
import { safeFetch } from './safe-fetch.ts'
import { EvilProvider, type Misdeeds, newKeyPair } from './testing/evil-provider.ts'

let offset = 0
const clock = {
  now: () => Date.now() + offset,
  sleep: () => Promise.resolve(),
  timeout: (ms: number) => AbortSignal.timeout(ms),
}
const fetch = safeFetch({ allowHttp: true, allowCidrs: ['127.0.0.0/8'] })
const newClient = () => oidcClient({ clock, fetch, allowHttp: true })
const redirectUri = 'https://sky.example.com/api/v1/auth/oidc/callback'
const [key, otherKey] = await Promise.all([newKeyPair('key-1'), newKeyPair('key-2')])
const provider = new EvilProvider(key)
const secondProvider = new EvilProvider(otherKey)

before(() => Promise.all([provider.start(), secondProvider.start()]))
after(() => {
  provider.stop()
  secondProvider.stop()
})
let client = newClient()
beforeEach(() => {
  offset = 0
  client = newClient()
  for (const one of [provider, secondProvider]) {
    one.misdeeds = {}
    one.authMethod = 'client_secret_basic'
    one.requests.clear()
  }
  provider.key = key
})

const settingsOf = (one: EvilProvider): OidcClientSettings => ({
  issuer: one.origin,
  clientId: one.clientId,
  clientSecret: one.clientSecret,
  scopes: ['email', 'profile'],
})

/** From the click to the callback. */
async function begin(one = provider) {
  const login = client.newLogin()
  const url = await client.authorizationUrl(settingsOf(one), { ...login, redirectUri })
  return { login, url, callback: one.signIn(url) }
}

async function signIn(one = provider) {
  const { login, callback } = await begin(one)
  return client.exchange(settingsOf(one), { ...login, url: callback.href })
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const publicPem = createPublicKey({ key: { ...key.publicJwk }, format: 'jwk' }).export({
  type: 'spki',
  format: 'pem',
})
const seconds = () => Math.floor(Date.now() / 1000)
const without = (name: string): Misdeeds => ({
  claims: (claims) =>
    Object.fromEntries(Object.entries(claims).filter(([claim]) => claim !== name)),
})
const claiming = (change: Record<string, unknown>): Misdeeds => ({
  claims: (claims) => ({ ...claims, ...change }),
})

async function rejectedFor(reason: string, attempt: Promise<unknown>) {
  await assert.rejects(attempt, (error) => {
    assert.ok(error instanceof DomainError, String(error))
    assert.equal(error.code, 'oidc-rejected')
    assert.equal(error.kind, 'unauthenticated')
    assert.equal(error.details['reason'], reason)
    const printed = `${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`
    for (const content of ['eyJ', 'sub-1', 'kim@example.com', 'client-secret'])
      assert.ok(!printed.includes(content), `tells ${content}`)
    return true
  })
}

describe('a sign-in at a provider', () => {
  it('asks with PKCE, state, nonce and openid', async () => {
    const login = client.newLogin()
    const url = new URL(
      await client.authorizationUrl(settingsOf(provider), {
        ...login,
        redirectUri,
        loginHint: 'kim@example.com',
      }),
    )

    assert.equal(url.origin + url.pathname, `${provider.origin}/authorize`)
    const { code_challenge, ...asked } = Object.fromEntries(url.searchParams)
    assert.equal(code_challenge?.length, 43)
    assert.deepEqual(asked, {
      client_id: 'skyclust',
      response_type: 'code',
      redirect_uri: redirectUri,
      scope: 'openid email profile',
      state: login.state,
      nonce: login.nonce,
      code_challenge_method: 'S256',
      login_hint: 'kim@example.com',
    })
    assert.equal(new Set([...Object.values(login), ...Object.values(client.newLogin())]).size, 6)
    for (const value of Object.values(login)) assert.ok(value.length >= 43)
  })

  it('tells who the person is', async () => {
    const { idToken, all, ...claims } = await signIn()

    assert.deepEqual(claims, {
      issuer: provider.origin,
      subject: 'sub-1',
      email: 'kim@example.com',
      emailVerified: true,
      name: 'Kim',
    })
    assert.deepEqual(all['groups'], ['ops'])
    assert.equal(idToken.split('.').length, 3)
    assert.equal(provider.count('/userinfo'), 0)
  })

  it('asks for the user info when the ID token has no address, and takes both of there', async () => {
    provider.misdeeds = {
      ...without('email'),
      userInfo: { email: 'lee@example.com', department: 'dev' },
    }
    const claims = await signIn()

    assert.equal(claims.email, 'lee@example.com')
    assert.equal(claims.emailVerified, false, 'the ID token’s «verified» is of another address')
    assert.equal(claims.all['department'], 'dev')
    assert.equal(claims.name, 'Kim')
  })

  it('has a verified address only when the provider says true', async () => {
    for (const [said, verified] of [
      [true, true],
      ['true', true],
      [undefined, false],
      [false, false],
      ['false', false],
      [1, false],
    ] as const) {
      provider.misdeeds = { claims: (claims) => ({ ...claims, email_verified: said }) }
      assert.equal((await signIn()).emailVerified, verified, String(said))
    }
  })

  it('works with providers that want the client’s secret in the form', async () => {
    provider.authMethod = 'client_secret_post'
    for (const challenges of [true, false]) {
      provider.challenges = challenges
      assert.equal((await signIn()).subject, 'sub-1')
    }
    provider.misdeeds = { metadata: { token_endpoint_auth_methods_supported: undefined } }
    client = newClient()
    await rejectedFor('client-credentials', signIn())
  })

  it('reads discovery and keys once in ten minutes', async () => {
    for (let times = 0; times < 3; times++) await signIn()
    assert.equal(provider.count('/.well-known/openid-configuration'), 1)
    assert.equal(provider.count('/jwks'), 1)
    offset = 600_001
    await client.logoutUrl(settingsOf(provider), { idToken: 'x', returnTo: redirectUri })
    assert.equal(provider.count('/.well-known/openid-configuration'), 2)
  })

  it('goes on when the keys are changed while the person is at the provider', async () => {
    await signIn()
    const { login, callback } = await begin()
    provider.key = otherKey
    const claims = await client.exchange(settingsOf(provider), { ...login, url: callback.href })
    assert.equal(claims.subject, 'sub-1')
    assert.equal(provider.count('/jwks'), 2)

    provider.key = { ...key, kid: 'key-2', publicJwk: { ...key.publicJwk, kid: 'key-2' } }
    assert.equal((await signIn()).subject, 'sub-1', 'also under the old key id')
  })

  it('ends at the provider too, where it can', async () => {
    const returnTo = 'https://sky.example.com/'
    const url = new URL(
      (await client.logoutUrl(settingsOf(provider), { idToken: 'token', returnTo })) ?? '',
    )
    assert.equal(url.origin + url.pathname, `${provider.origin}/logout`)
    assert.deepEqual(Object.fromEntries(url.searchParams), {
      id_token_hint: 'token',
      post_logout_redirect_uri: returnTo,
      client_id: 'skyclust',
    })
    secondProvider.misdeeds = { metadata: { end_session_endpoint: undefined } }
    const none = await client.logoutUrl(settingsOf(secondProvider), { idToken: 'x', returnTo })
    assert.equal(none, undefined)
  })
})

describe('attacks on a sign-in', () => {
  const table: Readonly<Record<string, readonly [reason: string, misdeeds: () => Misdeeds]>> = {
    'another nonce': ['nonce', () => claiming({ nonce: 'other' })],
    'no nonce': ['nonce', () => without('nonce')],
    'another issuer': ['issuer', () => claiming({ iss: 'https://accounts.google.com' })],
    'the issuer with a slash': ['issuer', () => claiming({ iss: `${provider.origin}/` })],
    'no issuer': ['issuer', () => without('iss')],
    'another audience': ['audience', () => claiming({ aud: 'other' })],
    'no audience': ['audience', () => without('aud')],
    'several audiences without an authorized party': [
      'audience',
      () => claiming({ aud: ['skyclust', 'other'] }),
    ],
    'several audiences and another authorized party': [
      'authorized-party',
      () => claiming({ aud: ['skyclust', 'other'], azp: 'other' }),
    ],
    'one audience and another authorized party': [
      'authorized-party',
      () => claiming({ azp: 'other' }),
    ],
    'no subject': ['subject', () => without('sub')],
    'an expired token': ['expired', () => claiming({ exp: seconds() - 31, iat: seconds() - 60 })],
    'no expiry': ['expired', () => without('exp')],
    'a token of the future': ['issued-at', () => claiming({ iat: seconds() + 60 })],
    'a token that was kept': ['issued-at', () => claiming({ iat: seconds() - 3600 })],
    'no time of issue': ['issued-at', () => without('iat')],
    'a token that is not valid yet': ['not-yet-valid', () => claiming({ nbf: seconds() + 60 })],
    'alg none': [
      'algorithm',
      () => ({ idToken: (claims) => `${encode({ alg: 'none' })}.${encode(claims)}.` }),
    ],
    'HS256 with the public key as the secret': [
      'algorithm',
      () => ({ header: { alg: 'HS256' }, signWith: Buffer.from(publicPem) }),
    ],
    'HS256 with the client secret': [
      'algorithm',
      () => ({ header: { alg: 'HS256' }, signWith: Buffer.from('client-secret'.padEnd(32)) }),
    ],
    'an unknown key id': ['key', () => ({ header: { kid: 'nobody' } })],
    'a foreign key under a known key id': ['signature', () => ({ signWith: otherKey.privateKey })],
    'a key in the header': [
      'signature',
      () => ({ signWith: otherKey.privateKey, header: { jwk: otherKey.publicJwk } }),
    ],
    'a changed claim': [
      'signature',
      () => ({
        idToken: (claims) => `${encode({ alg: 'RS256', kid: 'key-1' })}.${encode(claims)}.AAAA`,
      }),
    ],
    'a critical extension': ['malformed', () => ({ header: { crit: ['x'], x: 1 } })],
    'no ID token': ['malformed', () => ({ idToken: () => undefined })],
    'no token at all': ['malformed', () => ({ idToken: () => 'rubbish' })],
    'user info of another person': [
      'subject',
      () => ({ ...without('email'), userInfo: { sub: 'sub-2', email: 'victim@example.com' } }),
    ],
    'a token endpoint that redirects': [
      'unreachable',
      () => ({
        answers: { '/token': (r) => r.writeHead(307, { location: secondProvider.origin }).end() },
      }),
    ],
    'a token endpoint that sends nonsense': [
      'malformed',
      () => ({ answers: { '/token': (r) => r.writeHead(200).end('<html>') } }),
    ],
  }
  for (const [attack, [reason, misdeeds]] of Object.entries(table))
    it(`${attack}: refused (${reason})`, async () => {
      const { login, callback } = await begin()
      const honest = await begin()
      provider.misdeeds = misdeeds()
      const settings = settingsOf(provider)
      await rejectedFor(reason, client.exchange(settings, { ...login, url: callback.href }))
      provider.misdeeds = {}
      await client.exchange(settings, { ...honest.login, url: honest.callback.href })
    })

  it('a clock that differs by less than 30 seconds is none', async () => {
    provider.misdeeds = claiming({ iat: seconds() + 25, nbf: seconds() + 25 })
    await signIn()
    provider.misdeeds = claiming({ exp: seconds() - 25 })
    await signIn()
  })

  it('a code is good once, for who began, with what they began with', async () => {
    const settings = settingsOf(provider)
    const { login, callback } = await begin()
    const victim = await begin()
    const url = callback.href
    await client.exchange(settings, { ...login, url })
    await rejectedFor('code', client.exchange(settings, { ...login, url }))

    const injected = new URL(victim.callback)
    injected.searchParams.set('code', (await begin()).callback.searchParams.get('code') ?? '')
    await rejectedFor('code', client.exchange(settings, { ...victim.login, url: injected.href }))
  })

  const changes: Readonly<Record<string, readonly [string, (callback: URL) => void]>> = {
    'another state': ['state', (url) => url.searchParams.set('state', 'x')],
    'no state': ['state', (url) => url.searchParams.delete('state')],
    'two states': ['state', (url) => url.searchParams.append('state', 'x')],
    'another issuer': ['issuer', (url) => url.searchParams.set('iss', 'https://evil.example')],
    'no issuer': ['issuer', (url) => url.searchParams.delete('iss')],
    'no code': ['malformed', (url) => url.searchParams.delete('code')],
    'an error': [
      'access-denied',
      (url) => {
        url.searchParams.delete('code')
        url.searchParams.set('error', 'access_denied')
        url.searchParams.set('error_description', 'eyJ <script>')
      },
    ],
    'an invented error': ['provider-error', (url) => url.searchParams.set('error', 'eyJ')],
    'an ID token in the address': ['malformed', (url) => url.searchParams.set('id_token', 'eyJ')],
  }
  for (const [change, [reason, apply]] of Object.entries(changes))
    it(`a callback with ${change}: refused (${reason}) before the code is used`, async () => {
      const { login, callback } = await begin()
      apply(callback)
      await rejectedFor(
        reason,
        client.exchange(settingsOf(provider), { ...login, url: callback.href }),
      )
      assert.equal(provider.count('/token'), 0)
    })

  it('mix-up: the code of an honest provider is not handed to the one that was asked for', async () => {
    const login = client.newLogin()
    const url = new URL(
      await client.authorizationUrl(settingsOf(secondProvider), { ...login, redirectUri }),
    )
    // The evil provider sends the browser on to the honest one, with the same state.
    const callback = provider.signIn(url.href)
    await rejectedFor(
      'issuer',
      client.exchange(settingsOf(secondProvider), { ...login, url: callback.href }),
    )
    assert.equal(secondProvider.count('/token'), 0)
  })

  it('one provider cannot speak for another', async () => {
    secondProvider.misdeeds = claiming({ iss: provider.origin })
    await rejectedFor('issuer', signIn(secondProvider))
  })
})

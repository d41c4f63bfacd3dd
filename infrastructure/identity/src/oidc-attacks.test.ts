import assert from 'node:assert/strict'
import { createPublicKey } from 'node:crypto'
import { after, beforeEach, describe, it } from 'node:test'
import type { Misdeeds } from './testing/evil-provider.ts'
import {
  claiming,
  redirectUri,
  rejectedFor,
  seconds,
  settingsOf,
  SignInBench,
  without,
} from './testing/sign-in-bench.ts'

const bench = await SignInBench.start()
const { provider, secondProvider, key, otherKey } = bench
after(() => bench.stop())
beforeEach(() => bench.reset())

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const publicPem = createPublicKey({ key: { ...key.publicJwk }, format: 'jwk' }).export({
  type: 'spki',
  format: 'pem',
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
      const { login, callback } = await bench.begin()
      const honest = await bench.begin()
      provider.misdeeds = misdeeds()
      const settings = settingsOf(provider)
      await rejectedFor(reason, bench.client.exchange(settings, { ...login, url: callback.href }))
      provider.misdeeds = {}
      await bench.client.exchange(settings, { ...honest.login, url: honest.callback.href })
    })

  it('a clock that differs by less than 30 seconds is none', async () => {
    provider.misdeeds = claiming({ iat: seconds() + 25, nbf: seconds() + 25 })
    await bench.signIn()
    provider.misdeeds = claiming({ exp: seconds() - 25 })
    await bench.signIn()
  })

  it('a code is good once, for who began, with what they began with', async () => {
    const settings = settingsOf(provider)
    const { login, callback } = await bench.begin()
    const victim = await bench.begin()
    const url = callback.href
    await bench.client.exchange(settings, { ...login, url })
    await rejectedFor('code', bench.client.exchange(settings, { ...login, url }))

    const injected = new URL(victim.callback)
    injected.searchParams.set('code', (await bench.begin()).callback.searchParams.get('code') ?? '')
    await rejectedFor(
      'code',
      bench.client.exchange(settings, { ...victim.login, url: injected.href }),
    )
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
      const { login, callback } = await bench.begin()
      apply(callback)
      await rejectedFor(
        reason,
        bench.client.exchange(settingsOf(provider), { ...login, url: callback.href }),
      )
      assert.equal(provider.count('/token'), 0)
    })

  it('mix-up: the code of an honest provider is not handed to the one that was asked for', async () => {
    const login = bench.client.newLogin()
    const url = new URL(
      await bench.client.authorizationUrl(settingsOf(secondProvider), { ...login, redirectUri }),
    )
    // The evil provider sends the browser on to the honest one, with the same state.
    const callback = provider.signIn(url.href)
    await rejectedFor(
      'issuer',
      bench.client.exchange(settingsOf(secondProvider), { ...login, url: callback.href }),
    )
    assert.equal(secondProvider.count('/token'), 0)
  })

  it('one provider cannot speak for another', async () => {
    secondProvider.misdeeds = claiming({ iss: provider.origin })
    await rejectedFor('issuer', bench.signIn(secondProvider))
  })
})

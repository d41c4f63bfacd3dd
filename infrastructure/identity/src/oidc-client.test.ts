import assert from 'node:assert/strict'
import { after, beforeEach, describe, it } from 'node:test'
import {
  redirectUri,
  rejectedFor,
  settingsOf,
  SignInBench,
  without,
} from './testing/sign-in-bench.ts'

const bench = await SignInBench.start()
const { provider, secondProvider, key, otherKey } = bench
after(() => bench.stop())
beforeEach(() => bench.reset())

describe('a sign-in at a provider', () => {
  it('asks with PKCE, state, nonce and openid', async () => {
    const login = bench.client.newLogin()
    const url = new URL(
      await bench.client.authorizationUrl(settingsOf(provider), {
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
    assert.equal(
      new Set([...Object.values(login), ...Object.values(bench.client.newLogin())]).size,
      6,
    )
    for (const value of Object.values(login)) assert.ok(value.length >= 43)
  })

  it('tells who the person is', async () => {
    const { idToken, all, ...claims } = await bench.signIn()

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
    const claims = await bench.signIn()

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
      assert.equal((await bench.signIn()).emailVerified, verified, String(said))
    }
  })

  it('works with providers that want the client’s secret in the form', async () => {
    provider.authMethod = 'client_secret_post'
    for (const challenges of [true, false]) {
      provider.challenges = challenges
      assert.equal((await bench.signIn()).subject, 'sub-1')
    }
    bench.reset()
    provider.authMethod = 'client_secret_post'
    provider.misdeeds = { metadata: { token_endpoint_auth_methods_supported: undefined } }
    await rejectedFor('client-credentials', bench.signIn())
  })

  it('reads discovery and keys once in ten minutes', async () => {
    for (let times = 0; times < 3; times++) await bench.signIn()
    assert.equal(provider.count('/.well-known/openid-configuration'), 1)
    assert.equal(provider.count('/jwks'), 1)
    bench.offset = 600_001
    await bench.client.logoutUrl(settingsOf(provider), { idToken: 'x', returnTo: redirectUri })
    assert.equal(provider.count('/.well-known/openid-configuration'), 2)
  })

  it('goes on when the keys are changed while the person is at the provider', async () => {
    await bench.signIn()
    const { login, callback } = await bench.begin()
    provider.key = otherKey
    const claims = await bench.client.exchange(settingsOf(provider), {
      ...login,
      url: callback.href,
    })
    assert.equal(claims.subject, 'sub-1')
    assert.equal(provider.count('/jwks'), 2)

    provider.key = { ...key, kid: 'key-2', publicJwk: { ...key.publicJwk, kid: 'key-2' } }
    assert.equal((await bench.signIn()).subject, 'sub-1', 'also under the old key id')
  })

  it('ends at the provider too, where it can', async () => {
    const returnTo = 'https://sky.example.com/'
    const url = new URL(
      (await bench.client.logoutUrl(settingsOf(provider), { idToken: 'token', returnTo })) ?? '',
    )
    assert.equal(url.origin + url.pathname, `${provider.origin}/logout`)
    assert.deepEqual(Object.fromEntries(url.searchParams), {
      id_token_hint: 'token',
      post_logout_redirect_uri: returnTo,
      client_id: 'skyclust',
    })
    secondProvider.misdeeds = { metadata: { end_session_endpoint: undefined } }
    const none = await bench.client.logoutUrl(settingsOf(secondProvider), {
      idToken: 'x',
      returnTo,
    })
    assert.equal(none, undefined)
  })
})

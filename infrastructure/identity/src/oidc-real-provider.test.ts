import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { OidcClientSettings } from '@skyclust/application'
import { oidcClient } from './oidc-client.ts'
import { safeFetch } from './safe-fetch.ts'
import { type RealProvider, startRealProvider } from './testing/real-provider.ts'

const redirectUri = 'https://sky.example.com/api/v1/auth/oidc/callback'
const logoutUri = 'https://sky.example.com/'
const client = {
  clientId: 'skyclust',
  clientSecret: 'a-secret/with+odd=signs',
  redirectUri,
  logoutUri,
}
const clock = {
  now: () => Date.now(),
  sleep: () => Promise.resolve(),
  timeout: (ms: number) => AbortSignal.timeout(ms),
}

describe('with a real OpenID provider', () => {
  let provider: RealProvider
  let settings: OidcClientSettings
  const fetch = safeFetch({ allowHttp: true, allowCidrs: ['127.0.0.1/32'] })
  const oidc = oidcClient({ clock, fetch, allowHttp: true })

  before(async () => {
    provider = await startRealProvider(client)
    settings = { ...client, issuer: provider.issuer, scopes: ['openid', 'email', 'profile'] }
  })
  after(() => provider.stop())

  async function signIn() {
    const login = oidc.newLogin()
    const url = await oidc.authorizationUrl(settings, { ...login, redirectUri })
    return { login, callback: await provider.browse(url, redirectUri) }
  }

  it('a person signs in, and nobody a second time with the same code', async () => {
    await oidc.discover(settings)
    const { login, callback } = await signIn()
    const claims = await oidc.exchange(settings, { ...login, url: callback.href })

    assert.equal(claims.issuer, provider.issuer)
    assert.equal(claims.subject, 'kim')
    assert.equal(claims.email, 'kim@example.com')
    assert.equal(claims.emailVerified, true)
    assert.equal(claims.name, '김철수')
    await assert.rejects(oidc.exchange(settings, { ...login, url: callback.href }), {
      code: 'oidc-rejected',
      details: { reason: 'code' },
    })
  })

  it('the code of one login is of no use to another, and a wrong secret to nobody', async () => {
    const [first, second] = [await signIn(), await signIn()]
    const stolen = new URL(second.callback)
    stolen.searchParams.set('code', first.callback.searchParams.get('code') ?? '')
    await assert.rejects(oidc.exchange(settings, { ...second.login, url: stolen.href }), {
      details: { reason: 'code' },
    })
    const { login, callback } = await signIn()
    await assert.rejects(
      oidc.exchange({ ...settings, clientSecret: 'wrong' }, { ...login, url: callback.href }),
      { details: { reason: 'client-credentials' } },
    )
  })

  it('a person signs out there too', async () => {
    const { login, callback } = await signIn()
    const { idToken } = await oidc.exchange(settings, { ...login, url: callback.href })
    const url = await oidc.logoutUrl(settings, { idToken, returnTo: logoutUri })
    assert.ok(url)
    const page = await globalThis.fetch(url)
    assert.equal(page.status, 200)
    assert.match(await page.text(), /name="logout" value="yes"/)
    const returnTo = 'https://evil.example/'
    const elsewhere = await oidc.logoutUrl(settings, { idToken, returnTo })
    assert.equal((await globalThis.fetch(elsewhere ?? '')).status, 400, 'only where it is known')
  })
})

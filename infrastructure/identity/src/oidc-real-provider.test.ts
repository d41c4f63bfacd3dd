import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { OidcClientSettings } from '@skyclust/application'
import { cancelAt, signInAt, startOidcProvider, type TestOidcProvider } from '@skyclust/testkit'
import { oidcClient } from './oidc-client.ts'
import { safeFetch } from './safe-fetch.ts'

const redirectUri = 'https://sky.example.com/api/v1/auth/oidc/callback'
const logoutUri = 'https://sky.example.com/'
const clock = {
  now: () => Date.now(),
  sleep: () => Promise.resolve(),
  timeout: (ms: number) => AbortSignal.timeout(ms),
}
const kim = { email: 'kim@example.com', email_verified: true, name: '김철수', groups: ['ops'] }

for (const claimsIn of ['id-token', 'userinfo'] as const)
  describe(`with a real OpenID provider that puts claims into the ${claimsIn}`, () => {
    let provider: TestOidcProvider
    const fetch = safeFetch({ allowHttp: true, allowCidrs: ['127.0.0.1/32'] })
    const oidc = oidcClient({ clock, fetch, allowHttp: true })

    before(async () => {
      provider = await startOidcProvider({
        redirectUris: [redirectUri],
        postLogoutRedirectUris: [logoutUri],
        people: { kim },
        claimsIn,
      })
    })
    after(() => provider[Symbol.asyncDispose]())

    const settings = (): OidcClientSettings => ({
      issuer: provider.issuer,
      clientId: provider.clientId,
      clientSecret: provider.clientSecret,
      scopes: ['openid', 'email', 'profile'],
    })
    async function begin(person = signInAt) {
      const login = oidc.newLogin()
      const url = await oidc.authorizationUrl(settings(), { ...login, redirectUri })
      return { ...login, url: await person(url, 'kim') }
    }

    it('a person signs in, and nobody a second time with the same code', async () => {
      await oidc.discover(settings())
      const callback = await begin()
      const claims = await oidc.exchange(settings(), callback)

      assert.equal(claims.issuer, provider.issuer)
      assert.equal(claims.subject, 'kim')
      assert.equal(claims.email, 'kim@example.com')
      assert.equal(claims.emailVerified, true)
      assert.equal(claims.name, '김철수')
      assert.deepEqual(claims.all['groups'], ['ops'])
      await assert.rejects(oidc.exchange(settings(), callback), {
        code: 'oidc-rejected',
        details: { reason: 'code' },
      })
    })

    it('somebody who changes their mind is not signed in', async () => {
      const callback = await begin(cancelAt)
      await assert.rejects(oidc.exchange(settings(), callback), {
        details: { reason: 'access-denied' },
      })
    })

    it('the code of one login is of no use to another, and nothing to who has a wrong secret', async () => {
      const [first, second] = [await begin(), await begin()]
      const stolen = new URL(second.url)
      stolen.searchParams.set('code', new URL(first.url).searchParams.get('code') ?? '')
      await assert.rejects(oidc.exchange(settings(), { ...second, url: stolen.href }), {
        details: { reason: 'code' },
      })
      const stranger = { ...settings(), clientSecret: 'wrong' }
      await assert.rejects(oidc.exchange(stranger, await begin()), {
        details: { reason: 'client-credentials' },
      })
    })

    it('new keys while a person is at the provider do not matter', async () => {
      await oidc.exchange(settings(), await begin())
      const callback = await begin()
      await provider.rotateKeys()
      assert.equal((await oidc.exchange(settings(), callback)).subject, 'kim')
    })

    it('a person signs out there too, and comes back only to where it is known', async () => {
      const { idToken } = await oidc.exchange(settings(), await begin())
      const leave = async (returnTo: string) =>
        globalThis.fetch((await oidc.logoutUrl(settings(), { idToken, returnTo })) ?? '')
      const page = await leave(logoutUri)
      assert.equal(page.status, 200)
      assert.match(await page.text(), /session\/end\/confirm/)
      assert.equal((await leave('https://evil.example/')).status, 400)
    })
  })

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { OidcProviderView } from '@skyclust/application'
import { cancelAt, signInAt, type TestOidcProvider } from '@skyclust/testkit'
import { withClient } from '@skyclust/postgres'
import { call } from './testing/call.ts'
import {
  assertRefused,
  assertSignedIn,
  auditOf,
  begin,
  comeBack,
  membershipOf,
  own,
  register,
  sessionOf,
  signIn,
  testProvider,
} from './testing/sso.ts'
import { type Caller, type TestApp, testApp } from './testing/test-app.ts'

const MAIN = '/api/v1/workspaces/main'

describe('attacks on single sign-on', () => {
  const stack = new AsyncDisposableStack()
  let t: TestApp
  let idp: TestOidcProvider
  let provider: OidcProviderView
  /** Owner of a workspace of their own, with a provider that says whatever they like. */
  let mallory: Caller
  let evil: TestOidcProvider
  let evilProvider: OidcProviderView
  before(async () => {
    t = stack.use(await testApp())
    idp = stack.use(await testProvider())
    provider = await register(t.owner, idp)
    await own(t, t.owner, 'acme.com')
    mallory = await t.member()
    evil = stack.use(await testProvider())
    evilProvider = await register(mallory, evil, {}, '/api/v1/workspaces/own-1')
  })
  after(() => stack.disposeAsync())

  const sessions = async () =>
    withClient(t.connection, async (client) => {
      const { rows } = await client.query<{ n: number }>('select count(*)::int as n from sessions')
      return rows[0]?.n
    })

  it('a callback that is replayed signs nobody in', async () => {
    const { url, cookie } = await begin(t, provider)
    const callback = await signInAt(url, 'bob')
    assertSignedIn(await comeBack(t, callback, cookie))
    const count = await sessions()
    assertRefused(await comeBack(t, callback, cookie), 'sso-login-expired')
    assert.equal(await sessions(), count)
    const [entry] = await auditOf(t, 'platform')
    assert.deepEqual([entry?.result, entry?.code], ['refused', 'sso-login-expired'])
  })

  it('of many callbacks at once one signs in', async () => {
    const { url, cookie } = await begin(t, provider)
    const callback = await signInAt(url, 'bob')
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => comeBack(t, callback, cookie)))
    assert.equal(answers.filter((answer) => sessionOf(answer) !== undefined).length, 1)
  })

  it('a callback in another browser (login CSRF) signs nobody in, and uses the login up', async () => {
    const attacker = await begin(t, provider)
    const callback = await signInAt(attacker.url, 'bob')
    const victims = await begin(t, provider)
    assertRefused(await comeBack(t, callback, victims.cookie), 'sso-other-browser')
    assertRefused(await comeBack(t, callback, attacker.cookie), 'sso-login-expired')

    const other = await begin(t, provider)
    assertRefused(
      await comeBack(t, await signInAt(other.url, 'bob'), undefined),
      'sso-other-browser',
    )
  })

  it('an answer of one provider to a login at another (mix-up) is refused', async () => {
    const here = await begin(t, provider)
    const there = await begin(t, evilProvider)
    const stolen = new URL(await signInAt(there.url, 'bob'))
    stolen.searchParams.set('state', new URL(here.url).searchParams.get('state') ?? '')
    const count = await sessions()
    assertRefused(await comeBack(t, stolen.href, here.cookie), 'oidc-rejected')

    // The same without RFC 9207's iss, as a provider sends it that does not know it.
    const again = await begin(t, provider)
    stolen.searchParams.set('state', new URL(again.url).searchParams.get('state') ?? '')
    stolen.searchParams.delete('iss')
    assertRefused(await comeBack(t, stolen.href, again.cookie), 'oidc-rejected')
    assert.equal(await sessions(), count)
  })

  it('a code of somebody else’s login is refused by nonce and PKCE', async () => {
    const mine = await begin(t, provider)
    const theirs = new URL(await signInAt((await begin(t, provider)).url, 'ann'))
    theirs.searchParams.set('state', new URL(mine.url).searchParams.get('state') ?? '')
    assertRefused(await comeBack(t, theirs.href, mine.cookie), 'oidc-rejected')
  })

  it('made-up, missing and huge states are refused without a word to the provider', async () => {
    const asked = idp.requests.length
    for (const query of ['', '?state=x&code=y', '?code=y', `?state=${'x'.repeat(400)}&code=y`])
      assertRefused(
        await comeBack(t, `http://localhost/api/v1/oidc/callback${query}`, 'x'),
        'sso-login-expired',
      )
    const twice = await comeBack(t, 'http://localhost/api/v1/oidc/callback?state=a&state=b', 'x')
    assert.equal(twice.statusCode, 422)
    assert.equal(idp.requests.length, asked)
  })

  it('a login that took longer than ten minutes is over', async () => {
    const { url, cookie } = await begin(t, provider)
    const callback = await signInAt(url, 'bob')
    const now = t.clock.now
    t.clock.now += 10 * 60_000 + 1
    try {
      assertRefused(await comeBack(t, callback, cookie), 'sso-login-expired')
    } finally {
      t.clock.now = now
    }
  })

  it('never ends outside this site', async () => {
    const outside = [
      '//evil.example',
      'https://evil.example',
      '/\\evil.example',
      '/%5C/evil'.replace('%5C', '\\'),
      '\\\\evil.example',
      '/\t/evil.example',
      'javascript:alert(1)',
      'evil',
      '',
      '/\n/evil',
    ]
    for (const returnTo of outside) {
      const answer = await t.app.inject({
        url: `/api/v1/oidc/${provider.id}/login?returnTo=${encodeURIComponent(returnTo)}`,
      })
      assert.equal(answer.statusCode, 422, returnTo)
    }
    for (const returnTo of ['/', '/a/b?c=d#e', '/a//b', '/%2f/x'])
      assertSignedIn(
        await signIn(t, provider, 'bob', `?returnTo=${encodeURIComponent(returnTo)}`),
        returnTo,
      )
  })

  it('a disabled provider, a deleted one and a disabled account sign nobody in', async () => {
    const mine = await register(t.owner, idp)
    const url = `${MAIN}/oidc-providers/${mine.id}`
    assertSignedIn(await signIn(t, mine, 'bob'))

    const pending = await begin(t, mine)
    const callback = await signInAt(pending.url, 'bob')
    await call(t.owner, 'PATCH', url, { enabled: false })
    const asked = idp.requests.length
    assertRefused(await comeBack(t, callback, pending.cookie), 'sso-provider-disabled')
    assert.equal(idp.requests.length, asked)
    const start = await t.app.inject({ url: `/api/v1/oidc/${mine.id}/login` })
    assert.equal(start.headers.location, '/login?error=sso-provider-disabled')

    await call(t.owner, 'PATCH', url, { enabled: true })
    const late = await begin(t, mine)
    const lateCallback = await signInAt(late.url, 'bob')
    assert.equal((await call(t.owner, 'DELETE', url)).statusCode, 204)
    assertRefused(await comeBack(t, lateCallback, late.cookie), 'sso-login-expired')
    const gone = await t.app.inject({ url: `/api/v1/oidc/${mine.id}/login` })
    assert.equal(gone.headers.location, '/login?error=not-found')

    const { user } = await membershipOf(t, 'bob@acme.com')
    assert.ok(user)
    const disabledAt = new Date(t.clock.now).toISOString()
    await t.ports.db.stores.users.update({ ...user, disabledAt })
    assertRefused(await signIn(t, provider, 'bob'), 'account-disabled')
    await t.ports.db.stores.users.update(user)
  })

  it('a provider that is switched off or deleted while its answer is under way signs nobody in', async () => {
    const mine = await register(t.owner, idp)
    const url = `${MAIN}/oidc-providers/${mine.id}`
    const interrupted = async (method: 'PATCH' | 'DELETE', body?: object) => {
      const { url: to, cookie } = await begin(t, mine)
      const callback = await signInAt(to, 'bob')
      idp.meanwhile('/token', async () => void (await call(t.owner, method, url, body)))
      return comeBack(t, callback, cookie)
    }
    assertRefused(await interrupted('PATCH', { enabled: false }), 'sso-provider-disabled')
    await call(t.owner, 'PATCH', url, { enabled: true })
    assertRefused(await interrupted('DELETE'), 'not-found')
  })

  it('keys and secret that the provider changes are followed', async () => {
    const login = await begin(t, provider)
    const callback = await signInAt(login.url, 'bob')
    await idp.rotateKeys()
    assertSignedIn(await comeBack(t, callback, login.cookie))

    const clientSecret = await idp.replaceSecret()
    assertRefused(await signIn(t, provider, 'bob'), 'oidc-rejected')
    const url = `${MAIN}/oidc-providers/${provider.id}`
    assert.equal((await call(t.owner, 'PATCH', url, { clientSecret })).statusCode, 200)
    assertSignedIn(await signIn(t, provider, 'bob'))
  })

  it('who cancels at the provider is told so', async () => {
    const { url, cookie } = await begin(t, provider)
    assertRefused(await comeBack(t, await cancelAt(url), cookie), 'sso-cancelled')
  })

  it('logins are not begun without end from one address', async () => {
    const statuses: string[] = []
    for (let i = 0; i < 61; i++) {
      const answer = await t.app.inject({
        url: `/api/v1/oidc/${provider.id}/login`,
        remoteAddress: '203.0.113.9',
      })
      statuses.push(String(answer.headers.location))
    }
    assert.ok(statuses.slice(0, 60).every((location) => location.startsWith(idp.issuer)))
    assert.equal(statuses[60], '/login?error=too-many-sign-ins')
  })

  it('secrets of the ceremonies are in no log and in no audit entry', async () => {
    const entries = JSON.stringify([
      await auditOf(t, 'platform'),
      await auditOf(t, t.workspace.id),
      await auditOf(t, t.workspace.id, 'createOidcProvider'),
      await auditOf(t, t.workspace.id, 'updateOidcProvider'),
    ])
    const seen = entries + t.log.join('\n')
    for (const secret of [idp.clientSecret, evil.clientSecret]) {
      assert.ok(!seen.includes(secret))
      assert.ok(!(await t.dump()).includes(secret))
    }
    assert.doesNotMatch(seen, /eyJ[\w-]{10,}\./)
  })
})

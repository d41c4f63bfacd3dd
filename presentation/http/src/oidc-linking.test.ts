import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type {
  ExternalIdentityView,
  LinkableProviderView,
  OidcProviderView,
} from '@skyclust/application'
import { signInAt, type TestOidcProvider } from '@skyclust/testkit'
import { call, codeOf } from './testing/call.ts'
import {
  assertRefused,
  assertSignedIn,
  auditOf,
  comeBack,
  own,
  register,
  signIn,
  sessionOf,
  testProvider,
} from './testing/sso.ts'
import { type Caller, PASSWORD, type TestApp, testApp } from './testing/test-app.ts'

const ME = '/api/v1/me/external-identities'

describe('linked providers', () => {
  const stack = new AsyncDisposableStack()
  let t: TestApp
  let idp: TestOidcProvider
  let provider: OidcProviderView
  before(async () => {
    t = stack.use(await testApp())
    idp = stack.use(await testProvider())
    provider = await register(t.owner, idp, { justInTime: false })
  })
  after(() => stack.disposeAsync())

  const beginLink = async (by: Caller, body: object = {}) => {
    const answer = await call(by, 'POST', `${ME}/${provider.id}/link`, body)
    assert.equal(answer.statusCode, 200, answer.body)
    const cookie = answer.cookies.find(({ name }) => name === 'skyclust_login')?.value
    return { url: answer.json<{ url: string }>().url, cookie }
  }
  const link = async (by: Caller, login: string, session: string | undefined = by.cookie) => {
    const { url, cookie } = await beginLink(by, { returnTo: '/profile' })
    return comeBack(t, await signInAt(url, login), cookie, session)
  }
  const linked = async (by: Caller) =>
    (await call(by, 'GET', ME)).json<{ items: ExternalIdentityView[] }>().items

  it('are linked by the person themselves, whatever the address there, and sign in from then on', async () => {
    const person = await t.member('viewer')
    const answer = await link(person, 'unverified')

    assert.deepEqual(
      [answer.statusCode, answer.headers.location, sessionOf(answer)],
      [303, '/profile', undefined],
    )
    assert.deepEqual(
      (await linked(person)).map((item) => [
        item.providerId,
        item.providerName,
        item.workspaceName,
        item.email,
      ]),
      [[provider.id, provider.name, 'Main', 'eve@acme.com']],
    )
    const session = assertSignedIn(await signIn(t, provider, 'unverified'))
    const me = await t.app.inject({ url: '/api/v1/me', cookies: { skyclust_session: session } })
    assert.equal(me.json<{ user: { email: string } }>().user.email, person.user.email)
    const again = await link(person, 'unverified')
    assert.equal(again.headers.location, '/profile')
    assert.equal((await linked(person)).length, 1)
    const [entry] = await auditOf(t, 'platform')
    assert.deepEqual([entry?.result, entry?.actor.id], ['success', person.user.id])
  })

  it('are offered to members, until they are linked', async () => {
    const person = await t.member('viewer')
    const stranger = await t.member()
    const offered = async (by: Caller) =>
      (await call(by, 'GET', ME))
        .json<{ linkable: LinkableProviderView[] }>()
        .linkable.map(({ providerId, workspaceName }) => [providerId, workspaceName])

    assert.deepEqual(await offered(stranger), [])
    assert.deepEqual(await offered(person), [[provider.id, 'Main']])
    await link(person, 'stranger')
    assert.deepEqual(await offered(person), [])
  })

  it('of somebody else stay theirs', async () => {
    const thief = await t.member('viewer')
    assertRefused(await link(thief, 'unverified'), 'identity-linked')
    assert.deepEqual(await linked(thief), [])
  })

  it('are not linked once the session that began it is gone, or is somebody else’s', async () => {
    const person = await t.member('viewer')
    const other = await t.member('viewer')
    for (const session of ['', other.cookie, 'nonsense'])
      assertRefused(await link(person, 'bob', session), 'sso-link-signed-out')
    const { url, cookie } = await beginLink(person)
    const callback = await signInAt(url, 'bob')
    await t.ports.db.stores.sessions.deleteFor(person.user.id)
    // Another instance signed them out; this one learns of it by the feed, or by itself within seconds.
    t.clock.now += 5_000
    assertRefused(await comeBack(t, callback, cookie, person.cookie), 'sso-link-signed-out')
    assert.deepEqual(await t.ports.db.stores.externalIdentities.listFor(person.user.id), [])
    assert.deepEqual(await t.ports.db.stores.externalIdentities.listFor(other.user.id), [])
  })

  it('are linked by members only, after a fresh proof', async () => {
    const stranger = await t.member()
    const url = `${ME}/${provider.id}/link`
    assert.equal(codeOf(await call(stranger, 'POST', url, {})), 'not-found')
    assert.equal(
      codeOf(await t.app.inject({ method: 'POST', url, payload: {} })),
      'sign-in-required',
    )
    const evil = await call(stranger, 'POST', url, { returnTo: '//evil.example' })
    assert.equal(codeOf(evil), 'invalid-request')

    const person = await t.member('viewer')
    const now = t.clock.now
    t.clock.now += 16 * 60_000
    const headers = { authorization: '' }
    const asCookie = (body: object) =>
      t.app.inject({
        method: 'POST',
        url,
        headers,
        cookies: { skyclust_session: person.cookie },
        payload: body,
      })
    try {
      assert.equal(codeOf(await asCookie({})), 'reauthentication-required')
      assert.equal(codeOf(await asCookie({ password: 'wrong password' })), 'wrong-password')
      assert.equal((await asCookie({ password: PASSWORD })).statusCode, 200)
    } finally {
      t.clock.now = now
    }
  })

  it('are unlinked, unless nothing else is left to sign in with', async () => {
    await own(t, t.owner, 'acme.com')
    const open = await register(t.owner, idp, { name: 'Open' })
    const session = assertSignedIn(await signIn(t, open, 'ann'))
    const asAnn = (method: 'GET' | 'DELETE', url: string) =>
      t.app.inject({ method, url, cookies: { skyclust_session: session } })
    const only = await asAnn('DELETE', `${ME}/${open.id}`)
    assert.deepEqual([only.statusCode, codeOf(only)], [409, 'last-way-in'])

    const second = await register(t.owner, idp, { name: 'Second' })
    assertSignedIn(await signIn(t, second, 'ann'))
    const disable = { enabled: false }
    const secondUrl = `/api/v1/workspaces/main/oidc-providers/${second.id}`
    await call(t.owner, 'PATCH', secondUrl, disable)
    assert.equal(codeOf(await asAnn('DELETE', `${ME}/${open.id}`)), 'last-way-in')
    await call(t.owner, 'PATCH', secondUrl, { enabled: true })
    assert.equal((await asAnn('DELETE', `${ME}/${open.id}`)).statusCode, 204)
    assert.equal((await asAnn('DELETE', `${ME}/${open.id}`)).statusCode, 404)
    assert.equal((await asAnn('DELETE', `${ME}/${second.id}`)).statusCode, 409)

    const withPassword = await t.member('viewer')
    await link(withPassword, 'bob')
    const gone = await call(withPassword, 'DELETE', `${ME}/${provider.id}`)
    assert.equal(gone.statusCode, 204)
    assert.deepEqual(await linked(withPassword), [])
    assertRefused(await signIn(t, provider, 'bob'), 'not-a-member')
  })

  it('end their own session, too, when somebody signs out', async () => {
    const open = await register(t.owner, idp, { name: 'With logout' })
    const session = assertSignedIn(await signIn(t, open, 'bob'))
    const cookies = { skyclust_session: session }
    const out = await t.app.inject({ method: 'DELETE', url: '/api/v1/session', cookies })

    assert.equal(out.statusCode, 200, out.body)
    const url = new URL(out.json<{ providerLogoutUrl: string }>().providerLogoutUrl)
    assert.equal(`${url.origin}${url.pathname}`, `${idp.issuer}/session/end`)
    assert.equal(url.searchParams.get('post_logout_redirect_uri'), 'http://localhost/login')
    const page = await fetch(url)
    assert.equal(page.status, 200)
    assert.match(await page.text(), /name="logout"/)
    assert.equal((await t.app.inject({ url: '/api/v1/me', cookies })).statusCode, 401)
  })

  it('that are gone or dead do not keep anybody from signing out', async () => {
    await using dying = await testProvider()
    const theirs = await register(t.owner, dying, { name: 'Dying' })
    dying.people.set('dan', { email: 'dan@acme.com', email_verified: true })
    const session = assertSignedIn(await signIn(t, theirs, 'dan'))
    await dying[Symbol.asyncDispose]()
    // What was discovered is remembered for ten minutes.
    t.clock.now += 11 * 60_000
    const cookies = { skyclust_session: session }
    const out = await t.app.inject({ method: 'DELETE', url: '/api/v1/session', cookies })
    assert.deepEqual([out.statusCode, out.json()], [200, { providerLogoutUrl: null }])
  })
})

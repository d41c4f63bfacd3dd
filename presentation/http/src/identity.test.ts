import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { auditOf, codeOf, rows } from './testing/identity-help.ts'
import { PASSWORD, type TestApp, testApp } from './testing/test-app.ts'

const SIGN_IN = { method: 'POST', url: '/api/v1/session' } as const

describe('identity', () => {
  let t: TestApp
  before(async () => {
    t = await testApp()
  })
  after(() => t[Symbol.asyncDispose]())

  it('sets up once: everybody later is refused', async () => {
    const payload = { email: 'second@example.com', password: PASSWORD }
    const answers = await Promise.all(
      [1, 2, 3].map(() => t.app.inject({ method: 'POST', url: '/api/v1/setup', payload })),
    )
    const state = await t.app.inject({ url: '/api/v1/setup' })

    assert.deepEqual(state.json(), { required: false })
    for (const answer of answers) {
      assert.equal(answer.statusCode, 409)
      assert.equal(answer.json<{ code: string }>().code, 'already-set-up')
    }
  })

  it('signs in with cookie and token, and out again', async () => {
    const payload = { email: 'OWNER@example.com', password: PASSWORD }
    const signedIn = await t.app.inject({ ...SIGN_IN, payload })
    const { token } = signedIn.json<{ token: { accessToken: string } }>()
    const cookie = signedIn.cookies[0]
    const authorization = `Bearer ${token.accessToken}`

    assert.equal(signedIn.statusCode, 201)
    assert.equal(cookie?.name, 'skyclust_session')
    assert.deepEqual([cookie.httpOnly, cookie.sameSite, cookie.path], [true, 'Lax', '/'])
    const cookies = { [cookie.name]: cookie.value }
    const byCookie = await t.app.inject({ url: '/api/v1/me', cookies })
    const byToken = await t.app.inject({ url: '/api/v1/me', headers: { authorization } })
    assert.equal(byCookie.json<{ user: { email: string } }>().user.email, 'owner@example.com')
    assert.deepEqual(byToken.json(), byCookie.json())
    assert.ok(!byCookie.body.includes('argon2'))

    const out = await t.app.inject({ method: 'DELETE', url: '/api/v1/session', cookies })
    assert.equal(out.statusCode, 200)
    assert.equal((await t.app.inject({ url: '/api/v1/me', cookies })).statusCode, 401)
    assert.equal(
      (await t.app.inject({ url: '/api/v1/me', headers: { authorization } })).statusCode,
      401,
    )
  })

  it('stores neither session values nor tokens nor passwords', async () => {
    const dump = await t.dump()
    assert.ok(!dump.includes(t.owner.cookie))
    assert.ok(!dump.includes(PASSWORD))
    assert.ok(dump.includes(t.ports.tokens.hash(t.owner.cookie)))
  })

  it('tells nothing by a failed sign-in', async () => {
    const wrong = await t.app.inject({
      ...SIGN_IN,
      payload: { email: 'owner@example.com', password: 'wrong' },
    })
    const unknown = await t.app.inject({
      ...SIGN_IN,
      payload: { email: 'nobody@example.com', password: 'wrong' },
    })
    const strip = (body: string) => body.replace(/"instance":"[^"]*"/, '')
    assert.equal(wrong.statusCode, 401)
    assert.equal(strip(wrong.body), strip(unknown.body))
  })

  it('sessions expire', async () => {
    const late = await t.member('viewer')
    const cookies = { skyclust_session: late.cookie }
    t.clock.now += 13 * 24 * 3_600_000
    assert.equal((await t.app.inject({ url: '/api/v1/me', cookies })).statusCode, 200)
    t.clock.now += 2 * 24 * 3_600_000
    assert.equal((await t.app.inject({ url: '/api/v1/me', cookies })).statusCode, 401)
  })

  it('refuses changes that another site sends with the cookie, not those of programs', async () => {
    const { cookie } = await t.member('viewer')
    const patch = (headers: Record<string, string>) =>
      t.app.inject({
        method: 'PATCH',
        url: '/api/v1/me',
        cookies: { skyclust_session: cookie },
        headers: { host: 'localhost', ...headers },
        payload: { locale: 'ko' },
      })
    const refused = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      {
        origin: 'http://rebound.example',
        host: 'rebound.example',
        'sec-fetch-site': 'same-origin',
      },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: 'http://localhost' },
    ]
    const allowed = [
      {},
      { origin: 'http://localhost' },
      { origin: 'http://10.0.0.7:8080', host: '10.0.0.7:8080' },
      { origin: 'http://localhost', 'sec-fetch-site': 'same-origin' },
    ]
    for (const headers of refused) {
      const answer = await patch(headers as Record<string, string>)
      assert.deepEqual(
        [answer.statusCode, answer.json<{ code: string }>().code],
        [403, 'cross-site-request'],
      )
    }
    for (const headers of allowed)
      assert.equal((await patch(headers as Record<string, string>)).statusCode, 200)
  })

  it('makes workspaces and refuses a slug that is taken', async () => {
    const create = () =>
      t.owner.inject({
        method: 'POST',
        url: '/api/v1/workspaces',
        payload: { name: 'Two', slug: 'two' },
      })
    // The owner's token has expired by now: sign in again.
    t.clock.now = Date.now()
    const made = await create()
    const again = await create()
    const list = await t.owner.inject({ url: '/api/v1/workspaces' })

    assert.equal(made.statusCode, 201)
    assert.equal(made.json<{ role: string }>().role, 'owner')
    assert.equal(again.statusCode, 409)
    assert.deepEqual(
      list
        .json<{ items: { slug: string }[] }>()
        .items.map(({ slug }) => slug)
        .toSorted(),
      ['main', 'two'],
    )
  })
})

describe('the first administrator', () => {
  it('is one, however many ask at once', async () => {
    await using t = await testApp()
    // As before set-up: nobody there.
    await rows(t, 'truncate users cascade')
    await rows(t, 'truncate workspaces cascade')
    const ask = (i: number) =>
      t.app.inject({
        method: 'POST',
        url: '/api/v1/setup',
        payload: {
          email: `admin${i}@example.com`,
          password: PASSWORD,
          workspace: { name: 'Main', slug: 'main' },
        },
      })
    const answers = await Promise.all([1, 2, 3, 4, 5].map(ask))

    assert.deepEqual(answers.map(codeOf).toSorted(), [
      '201 ok',
      ...Array.from({ length: 4 }, () => '409 already-set-up'),
    ])
    const [admin, ...others] = await rows<{ email_verified_at: Date; platform_admin: boolean }>(
      t,
      'select email_verified_at, platform_admin from users',
    )
    assert.equal(others.length, 0)
    assert.equal(admin?.platform_admin, true)
    assert.notEqual(admin.email_verified_at, null)
    assert.equal((await rows(t, 'select 1 from workspaces')).length, 1)
    const entries = await auditOf(t, 'setUp')
    assert.deepEqual(entries.map(({ result }) => result).toSorted(), [
      'refused',
      'refused',
      'refused',
      'refused',
      'success',
    ])
  })
})

describe('the profile', () => {
  it('can be changed by its owner, and the log has what changed', async () => {
    await using t = await testApp()
    const { inject, user } = await t.member('viewer')
    const patch = (payload: object) => inject({ method: 'PATCH', url: '/api/v1/me', payload })

    assert.equal((await patch({})).statusCode, 422)
    assert.equal((await patch({ email: 'x@example.com' })).statusCode, 422)
    assert.equal((await patch({ platformAdmin: true })).statusCode, 422)
    const changed = await patch({ name: '  새 이름 ', locale: 'ko' })
    const me = changed.json<{ user: { name: string; locale: string }; hasPassword: boolean }>()
    assert.deepEqual([me.user.name, me.user.locale, me.hasPassword], ['새 이름', 'ko', true])
    const entry = (await auditOf(t, 'updateMe')).find(({ result }) => result === 'success')
    assert.equal(entry?.target_id, user.id)
    const { changes } = JSON.parse(entry?.record ?? '') as { changes: { path: string }[] }
    assert.deepEqual(
      changes.map(({ path }) => path),
      ['/locale', '/name'],
    )
  })
})

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { isSetUpRequired, setUp } from '@skyclust/application'
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
    assert.equal(out.statusCode, 204)
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
    assert.ok(dump.includes(t.ports.tokens.hashSession(t.owner.cookie)))
  })

  it('tells nothing by a failed sign-in, and stops guessing per account', async () => {
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

    const attempt = () =>
      t.app.inject({ ...SIGN_IN, payload: { email: 'victim@example.com', password: 'x' } })
    const statuses: number[] = []
    for (let i = 0; i < 12; i++) statuses.push((await attempt()).statusCode)
    const throttled = await attempt()
    assert.deepEqual(statuses.slice(9), [401, 429, 429])
    assert.ok(Number(throttled.headers['retry-after']) > 0)
    t.clock.now += 16 * 60_000
    assert.equal((await attempt()).statusCode, 401)
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
    const { db } = t.ports
    // As before set-up: nobody there.
    const emptied = {
      ...t.ports,
      db: {
        ...db,
        stores: {
          ...db.stores,
          users: Object.assign(Object.create(db.stores.users), { count: once(0) }),
        },
      },
    } as typeof t.ports
    await assert.rejects(
      setUp(
        emptied,
        {
          email: 'other@example.com',
          name: 'Other',
          password: PASSWORD,
          locale: 'ko',
          workspace: { name: 'Other', slug: 'other' },
        },
        { address: '', userAgent: '' },
      ),
      { code: 'already-set-up' },
    )
    assert.equal(await isSetUpRequired(t.ports), false)
    assert.equal(await db.stores.users.count(), 1)
  })
})

/** The first call sees the value, later ones the truth of a set-up installation. */
function once(value: number): () => Promise<number> {
  let calls = 0
  return async () => (calls++ === 0 ? value : 1)
}

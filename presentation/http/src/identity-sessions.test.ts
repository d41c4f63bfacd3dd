import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { LightMyRequestResponse } from 'fastify'
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose'
import { auditOf, codeOf, post, rows, signIn, withSession } from './testing/identity-help.ts'
import { type TestApp, testApp } from './testing/test-app.ts'

const DAY_MS = 24 * 3_600_000

interface SessionItem {
  readonly id: string
  readonly current: boolean
  readonly device: string
  readonly address: string
  readonly methods: readonly string[]
}

interface Pair {
  readonly accessToken: string
  readonly expiresAt: string
  readonly refreshToken: string
  readonly refreshExpiresAt: string
}

describe('sessions', () => {
  let t: TestApp
  before(async () => {
    t = await testApp()
  })
  after(() => t[Symbol.asyncDispose]())

  const from = (email: string, userAgent: string, address: string) => {
    t.clock.now += 1_000
    return post(
      t,
      '/session',
      { email, password: 'a long enough password' },
      { from: address, headers: { 'user-agent': userAgent } },
    )
  }
  const list = async (api: ReturnType<typeof withSession>) =>
    (await api('GET', '/me/sessions')).json<{ items: SessionItem[] }>().items

  it('are listed in words and ended one by one, or all others', async () => {
    const { user } = await t.member('viewer')
    const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0'
    const here = withSession(t, await from(user.email, firefox, '192.0.2.1'))
    const there = withSession(t, await from(user.email, 'curl/8.16.0', '2001:db8::7'))
    const items = await list(here)

    assert.deepEqual(
      items.map(({ current, device, address, methods }) => [current, device, address, methods]),
      [
        [false, 'curl', '2001:db8::7', ['pwd']],
        [true, 'Firefox on Linux', '192.0.2.1', ['pwd']],
        [false, 'test', '127.0.0.1', ['pwd']],
      ],
    )
    const [program] = items
    assert.equal((await here('DELETE', `/me/sessions/${program?.id}`)).statusCode, 204)
    assert.equal((await there('GET', '/me')).statusCode, 401)
    const gone = await here('DELETE', `/me/sessions/${program?.id}`)
    assert.equal(codeOf(gone), '404 not-found')
    const others = await here('DELETE', '/me/sessions')
    assert.deepEqual(others.json(), { ended: 1 })
    assert.equal((await list(here)).length, 1)
    assert.ok(!JSON.stringify(items).includes('token'))
  })

  it('of somebody else cannot be ended, nor be told from missing ones', async () => {
    const { user } = await t.member('viewer')
    const mine = withSession(t, await signIn(t, user.email))
    const [session] = await list(withSession(t, await signIn(t, 'owner@example.com')))
    const foreign = await mine('DELETE', `/me/sessions/${session?.id}`)
    const missing = await mine('DELETE', '/me/sessions/ses_aaaaaaaaaaaaaaaaaaaa')

    assert.equal(codeOf(foreign), '404 not-found')
    assert.equal(codeOf(missing), '404 not-found')
    assert.equal((await mine('DELETE', '/me/sessions/nonsense')).statusCode, 422)
    const [left] = await rows(t, 'select 1 from sessions where id = $1', [session?.id])
    assert.ok(left)
  })

  it('ending the own one takes the cookie away', async () => {
    const { user } = await t.member('viewer')
    const api = withSession(t, await signIn(t, user.email))
    const own = (await list(api)).find(({ current }) => current)
    const ended = await api('DELETE', `/me/sessions/${own?.id}`)
    assert.deepEqual(
      ended.cookies.map(({ name, value }) => [name, value]),
      [['skyclust_session', '']],
    )
    assert.equal((await api('GET', '/me')).statusCode, 401)
  })

  it('sign out once, with nothing to do at a provider', async () => {
    const { user } = await t.member('viewer')
    const api = withSession(t, await signIn(t, user.email))
    const out = await api('DELETE', '/session')
    assert.deepEqual([out.statusCode, out.json()], [200, { providerLogoutUrl: null }])
    assert.equal((await api('DELETE', '/session')).statusCode, 401)
  })
})

describe('tokens', () => {
  let t: TestApp
  before(async () => {
    t = await testApp()
  })
  after(() => t[Symbol.asyncDispose]())

  const refresh = (refreshToken: string) => post(t, '/token/refresh', { refreshToken })
  const me = (accessToken: string) =>
    t.app.inject({ url: '/api/v1/me', headers: { authorization: `Bearer ${accessToken}` } })
  const pairOf = (answer: LightMyRequestResponse) => {
    assert.equal(answer.statusCode, 200, answer.body)
    return answer.json<Pair>()
  }
  const newPair = async () => {
    const { user } = await t.member('viewer')
    const api = withSession(t, await signIn(t, user.email))
    return { user, api, pair: pairOf(await api('POST', '/token')) }
  }

  it('rotate: each refresh token is good once', async () => {
    const { user, pair } = await newPair()
    t.clock.now += 11 * 60_000
    assert.equal(codeOf(await me(pair.accessToken)), '401 invalid-token')
    const second = pairOf(await refresh(pair.refreshToken))

    assert.equal((await me(second.accessToken)).json<{ user: { id: string } }>().user.id, user.id)
    assert.notEqual(second.refreshToken, pair.refreshToken)
    const third = pairOf(await refresh(second.refreshToken))
    assert.equal((await me(third.accessToken)).statusCode, 200)
  })

  it('are not made from an access token: one that leaked is good for minutes, not for weeks', async () => {
    const { pair } = await newPair()
    const authorization = `Bearer ${pair.accessToken}`
    const more = await t.app.inject({
      method: 'POST',
      url: '/api/v1/token',
      headers: { authorization },
    })
    assert.equal(codeOf(more), '403 cookie-required')
  })

  it('rotate for many at once, also when the signing keys must be read again', async () => {
    const people = await Promise.all(Array.from({ length: 30 }, () => t.member('viewer')))
    const pairs = await Promise.all(
      people.map(({ cookie }) =>
        t.app
          .inject({
            method: 'POST',
            url: '/api/v1/token',
            cookies: { skyclust_session: cookie },
          })
          .then(pairOf),
      ),
    )
    t.clock.now += 61_000
    const begun = performance.now()
    const answers = await Promise.all(pairs.map(({ refreshToken }) => refresh(refreshToken)))

    assert.deepEqual([...new Set(answers.map(codeOf))], ['200 ok'])
    assert.ok(performance.now() - begun < 8_000, 'nobody waited for a connection in vain')
  })

  it('a reused one ends the whole session, and the log says so', async () => {
    const { user, api, pair } = await newPair()
    const second = pairOf(await refresh(pair.refreshToken))
    const stolen = await refresh(pair.refreshToken)

    assert.equal(codeOf(stolen), '401 refresh-token-reused')
    assert.equal(codeOf(await me(second.accessToken)), '401 invalid-token')
    assert.equal(codeOf(await refresh(second.refreshToken)), '401 invalid-token')
    assert.equal((await api('GET', '/me')).statusCode, 401, 'the cookie of the same session')
    const [entry] = (await auditOf(t, 'refreshToken')).filter(
      ({ result, actor_id }) => result === 'refused' && actor_id === user.id,
    )
    assert.match(entry?.record ?? '', /refresh-token-reused/)
  })

  it('of two refreshes at once one is the reuse', async () => {
    const { pair } = await newPair()
    const answers = await Promise.all([refresh(pair.refreshToken), refresh(pair.refreshToken)])
    const codes = answers.map(codeOf).toSorted()
    assert.equal(codes[0], '200 ok')
    assert.match(codes[1] ?? '', /^401 /)
    const winner = answers.find(({ statusCode }) => statusCode === 200)?.json<Pair>()
    assert.equal((await me(winner?.accessToken ?? '')).statusCode, 401)
  })

  it('live no longer than their session', async () => {
    const { pair, api } = await newPair()
    const sessions = await api('GET', '/me/sessions')
    const { items } = sessions.json<{ items: { current: boolean; expiresAt: string }[] }>()
    assert.equal(pair.refreshExpiresAt, items.find(({ current }) => current)?.expiresAt)
    t.clock.now += 15 * DAY_MS
    assert.equal(codeOf(await refresh(pair.refreshToken)), '401 invalid-token')
    t.clock.now -= 15 * DAY_MS

    const other = await newPair()
    await other.api('DELETE', '/session')
    assert.equal(codeOf(await refresh(other.pair.refreshToken)), '401 invalid-token')
    const disabled = await newPair()
    await t.ports.db.stores.users.update({
      ...disabled.user,
      disabledAt: new Date(t.clock.now).toISOString(),
    })
    assert.equal(codeOf(await refresh(disabled.pair.refreshToken)), '401 invalid-token')
    assert.equal(codeOf(await refresh('x'.repeat(43))), '401 invalid-token')
  })

  it('and sessions that have expired are cleared away, live ones are not', async () => {
    const { user, pair } = await newPair()
    await post(t, '/session/passkey-options', {})
    const left = async () => {
      const [row] = await rows<Record<string, number>>(
        t,
        `select (select count(*)::int from sessions where user_id = $1) as sessions,
           (select count(*)::int from refresh_tokens join sessions s on s.id = session_id
            where s.user_id = $1) as tokens,
           (select count(*)::int from sign_in_challenges) as challenges`,
        [user.id],
      )
      return row
    }
    const purge = () =>
      t.ports.db.transaction(({ platform }) =>
        platform.purgeExpired(new Date(t.clock.now).toISOString()),
      )
    await purge()
    assert.deepEqual(await left(), { sessions: 2, tokens: 1, challenges: 1 })
    t.clock.now += 6 * 60_000
    await purge()
    assert.deepEqual(await left(), { sessions: 2, tokens: 1, challenges: 0 })
    t.clock.now += 15 * DAY_MS
    assert.ok((await purge()) >= 3)
    assert.deepEqual(await left(), { sessions: 0, tokens: 0, challenges: 0 })
    assert.equal(codeOf(await refresh(pair.refreshToken)), '401 invalid-token')
    t.clock.now -= 15 * DAY_MS
  })

  it('are signed with keys that are published, and stored only as hashes', async () => {
    const { user, pair } = await newPair()
    const answer = await t.app.inject({ url: '/.well-known/jwks.json' })
    const keys = answer.json<JSONWebKeySet>()
    const { payload, protectedHeader } = await jwtVerify(
      pair.accessToken,
      createLocalJWKSet(keys),
      {
        issuer: 'http://localhost',
        audience: 'skyclust',
        typ: 'at+jwt',
        currentDate: new Date(t.clock.now),
      },
    )
    assert.equal(payload.sub, user.id)
    assert.equal(protectedHeader.kid, keys.keys[0]?.kid)
    assert.ok(keys.keys.every((key) => !('d' in key)))
    const dump = await t.dump()
    assert.ok(!dump.includes(pair.refreshToken) && !dump.includes(pair.accessToken))
  })
})

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Passwords } from '@skyclust/application'
import { argon2Passwords } from '@skyclust/identity'
import { codeOf, forgetThrottle, post, signIn } from './testing/identity-help.ts'
import { PASSWORD, type TestApp, testApp } from './testing/test-app.ts'

/** Counts the work that would take time. */
function counted(passwords: Passwords) {
  const work = { hashes: 0, verifications: 0 }
  return {
    work,
    passwords: {
      hash: (password: string) => ((work.hashes += 1), passwords.hash(password)),
      verify: (password: string, hash: string) => (
        (work.verifications += 1),
        passwords.verify(password, hash)
      ),
    } satisfies Passwords,
  }
}

const THROTTLED = '429 too-many-sign-ins'
const WRONG = '401 wrong-credentials'

/** How many of each answer. */
function tally(codes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1
  return counts
}

describe('throttling of sign-ins', () => {
  const { passwords, work } = counted(argon2Passwords())
  let t: TestApp
  before(async () => {
    t = await testApp({ overrides: { passwords } })
  })
  after(() => t[Symbol.asyncDispose]())

  const guess = (email: string, from: string, headers: Record<string, string> = {}) =>
    post(t, '/session', { email, password: 'a wrong password' }, { from, headers }).then(codeOf)

  it('one account from 100 addresses: 10 guesses', async () => {
    await forgetThrottle(t)
    const spent = work.verifications
    const codes: string[] = []
    for (let i = 0; i < 100; i++) codes.push(await guess('owner@example.com', `203.0.113.${i}`))

    assert.deepEqual(tally(codes), { [WRONG]: 10, [THROTTLED]: 90 })
    assert.equal(work.verifications - spent, 10, 'a refused attempt costs no verification')
    const right = await post(
      t,
      '/session',
      { email: 'OWNER@example.com ', password: PASSWORD },
      { from: '198.51.100.1' },
    )
    assert.equal(codeOf(right), THROTTLED, 'not even with the right password')
    assert.ok(Number(right.headers['retry-after']) > 0)
    assert.ok(Number(right.headers['retry-after']) <= 900)
    // Who is signed in stays so.
    const me = await t.app.inject({
      url: '/api/v1/me',
      cookies: { skyclust_session: t.owner.cookie },
    })
    assert.equal(me.statusCode, 200)
    const other = await t.member('viewer')
    assert.equal((await signIn(t, other.user.email)).statusCode, 201, 'others can sign in')
  })

  it('one address on 100 accounts: 50 guesses, and nobody else suffers', async () => {
    await forgetThrottle(t)
    const codes: string[] = []
    for (let i = 0; i < 100; i++) codes.push(await guess(`person${i}@example.com`, '203.0.113.7'))

    assert.deepEqual(tally(codes), { [WRONG]: 50, [THROTTLED]: 50 })
    // A blocked address no longer uses up the attempts of accounts.
    for (let i = 0; i < 20; i++) await guess('owner@example.com', '203.0.113.7')
    assert.equal((await signIn(t, 'owner@example.com')).statusCode, 201)
  })

  it('does not believe X-Forwarded-For of just anybody', async () => {
    await forgetThrottle(t)
    const codes: string[] = []
    for (let i = 0; i < 60; i++)
      codes.push(
        await guess(`somebody${i}@example.com`, '203.0.113.8', {
          'x-forwarded-for': `192.0.2.${i}`,
          forwarded: `for=192.0.2.${i}`,
          'x-real-ip': `192.0.2.${i}`,
        }),
      )
    assert.deepEqual(tally(codes), { [WRONG]: 50, [THROTTLED]: 10 })
  })

  it('counts the addresses of one IPv6 network as one', async () => {
    await forgetThrottle(t)
    const codes: string[] = []
    for (let i = 0; i < 55; i++)
      codes.push(await guess(`v6-${i}@example.com`, `2001:db8:1:2:${i}:${i}:3:4`))
    assert.deepEqual(tally(codes), { [WRONG]: 50, [THROTTLED]: 5 })
    assert.equal(await guess('v6@example.com', '2001:db8:1:3::1'), WRONG)
  })

  it('many at once get no more guesses than one after the other', async () => {
    await forgetThrottle(t)
    const codes = await Promise.all(
      Array.from({ length: 40 }, (_, i) => guess('rush@example.com', `203.0.113.${i}`)),
    )
    assert.deepEqual(tally(codes), { [WRONG]: 10, [THROTTLED]: 30 })
  })

  it('a right password gives its attempt back', async () => {
    await forgetThrottle(t)
    for (let i = 0; i < 9; i++) await guess('owner@example.com', '203.0.113.9')
    for (let i = 0; i < 5; i++) assert.equal((await signIn(t, 'owner@example.com')).statusCode, 201)
    assert.equal(await guess('owner@example.com', '203.0.113.9'), WRONG)
    assert.equal((await signIn(t, 'owner@example.com')).statusCode, 429)
  })

  it('an unknown address, a wrong password and an account without one cost and say the same', async () => {
    await forgetThrottle(t)
    const { user } = await t.member('viewer')
    await t.ports.db.stores.users.update({ ...user, passwordHash: undefined })
    // The first unknown address of a process makes the decoy.
    await guess('nobody@example.com', '203.0.113.10')
    const seen: string[] = []
    for (const email of ['owner@example.com', 'unknown@example.com', user.email, 'no address']) {
      const { hashes, verifications } = work
      const answer = await post(t, '/session', { email, password: 'a wrong password' })
      seen.push(
        [
          answer.statusCode,
          answer.body.replace(/"instance":"[^"]*"/, ''),
          work.verifications - verifications,
          work.hashes - hashes,
        ].join(' '),
      )
    }
    assert.equal(new Set(seen).size, 1, seen.join('\n'))
    assert.match(seen[0] ?? '', / 1 0$/)
  })
})

describe('throttling behind a proxy', () => {
  it('counts the address the proxy saw, not what the client claims', async () => {
    await using t = await testApp({ trustedProxies: ['10.0.0.0/8'] })
    const guess = (i: number, forwarded: string, from = '10.0.0.1') =>
      post(
        t,
        '/session',
        { email: `person${i}@example.com`, password: 'a wrong password' },
        { from, headers: { 'x-forwarded-for': forwarded } },
      ).then(codeOf)
    const spoofed: string[] = []
    for (let i = 0; i < 55; i++) spoofed.push(await guess(i, `192.0.2.${i}, 198.51.100.7`))

    assert.deepEqual(tally(spoofed), { [WRONG]: 50, [THROTTLED]: 5 })
    assert.equal(await guess(60, '198.51.100.8'), WRONG, 'another client of the same proxy')
    assert.equal(await guess(61, '192.0.2.1', '198.51.100.7'), THROTTLED, 'directly: no proxy')
  })
})

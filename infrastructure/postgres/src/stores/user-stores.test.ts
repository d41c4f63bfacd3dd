import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { OidcProviderId, User, UserId } from '@skyclust/domain'
import { testDatabase, type TestDatabase } from '@skyclust/testkit'
import { openDatabase, type PostgresDatabase } from '../database/open-database.ts'
import { LATER, newHash, sampleSession } from '../testing/identity-samples.ts'
import { race, valuesOf } from '../testing/race.ts'
import { AT, sampleUser } from '../testing/samples.ts'

describe('stores of users, sessions and refresh tokens', () => {
  let database: TestDatabase
  let db: PostgresDatabase
  const newUser = async (change: Partial<User> = {}) => {
    const user = sampleUser(change)
    await db.stores.users.insert(user)
    return user
  }

  before(async () => {
    database = await testDatabase()
    db = await openDatabase({ connection: database.connection })
  })
  after(async () => {
    await db.close()
    await database.drop()
  })

  it('find users by e-mail in any case, and refuse a second one', async () => {
    const { users } = db.stores
    const countBefore = await users.count()
    const user = await newUser({ email: 'Mina@Example.com' })
    assert.equal(await users.count(), countBefore + 1)
    assert.deepEqual(await users.get(user.id), user)
    assert.deepEqual(await users.findByEmail('mina@example.COM'), user)

    const taken = { kind: 'conflict', code: 'email-taken' }
    const second = sampleUser({ email: 'MINA@example.com' })
    await assert.rejects(users.insert(second), taken)
    assert.equal(await users.insertUnlessTaken(second), false)
    assert.equal(await users.get(second.id), undefined)
    assert.deepEqual(await users.get(user.id), user)
    const other = await newUser()
    await assert.rejects(users.update({ ...other, email: 'mina@example.com' }), taken)
  })

  it('update all of a user', async () => {
    const { users } = db.stores
    const user = await newUser()
    const changed: User = {
      ...user,
      email: `new-${user.email}`,
      emailVerifiedAt: undefined,
      name: 'M',
      passwordHash: undefined,
      platformAdmin: true,
      locale: 'en',
      disabledAt: LATER,
    }
    await users.update(changed)
    assert.deepEqual(await users.get(user.id), changed)
    await assert.rejects(users.update(sampleUser()), { code: 'user-missing' })
  })

  it('go on after an address that was taken, and let one of several at once have it', async () => {
    const email = `${newHash()}@example.com`.toLowerCase()
    const inserted = valuesOf(
      await race(db, async (stores) => {
        const mine = await stores.users.insertUnlessTaken(sampleUser({ email }))
        assert.ok(await stores.users.findByEmail(email))
        return mine
      }),
    )
    assert.equal(inserted.filter(Boolean).length, 1)
  })

  it('let one of several first administrators be it', async () => {
    const { id } = sampleUser()
    const results = await race(db, (stores) => stores.users.insert(sampleUser({ id })))
    const refused = results.filter((r) => r.status === 'rejected')
    assert.equal(refused.length, results.length - 1)
    for (const { reason } of refused) assert.equal(reason.code, 'already-set-up')
  })

  it('list users by address, filtered and in pages', async () => {
    const mark = newHash()
      .slice(0, 8)
      .toLowerCase()
      .replaceAll(/[^a-z]/g, 'x')
    const named = (email: string, change: Partial<User> = {}) =>
      newUser({ email: `${email}-${mark}@example.com`, ...change })
    const [b, c, a] = [
      await named('b', { name: 'Ana %_' }),
      await named('C', { disabledAt: AT }),
      await named('a'),
    ]
    const ids = async (filter: Parameters<typeof db.stores.users.list>[0]) =>
      (await db.stores.users.list(filter, { limit: 9 })).items.map((u) => u.id)

    assert.deepEqual(await ids({ search: mark.toUpperCase() }), [a.id, b.id, c.id])
    assert.deepEqual(await ids({ search: mark, disabled: true }), [c.id])
    assert.deepEqual(await ids({ search: mark, disabled: false }), [a.id, b.id])
    assert.deepEqual(await ids({ search: 'ana %_' }), [b.id])

    const seen: UserId[] = []
    let cursor: string | undefined
    do {
      const page = { limit: 1, ...(cursor === undefined ? {} : { cursor }) }
      const { items, nextCursor } = await db.stores.users.list({ search: mark }, page)
      seen.push(...items.map((u) => u.id))
      cursor = nextCursor
    } while (cursor !== undefined)
    assert.deepEqual(seen, [a.id, b.id, c.id])
    for (const wrong of ['x', Buffer.from('["a\\u0000"]').toString('base64url')])
      await assert.rejects(db.stores.users.list({}, { limit: 1, cursor: wrong }), {
        code: 'cursor-invalid',
      })
  })

  it('find sessions with their user, unless disabled', async () => {
    const { sessions, users } = db.stores
    const user = await newUser()
    const session = sampleSession({
      userId: user.id,
      methods: ['sso', 'otp'],
      oidc: { providerId: 'oip_aaaaaaaaaaaaaaaaaaaa' as OidcProviderId, idToken: 'ey.x.y' },
    })
    await sessions.insert(session)
    assert.deepEqual(await sessions.findByTokenHash(session.tokenHash), { session, user })
    assert.equal(await sessions.findByTokenHash('other'), undefined)

    const seen = '2026-03-04T00:00:00.000Z'
    await sessions.touch(session.id, seen)
    await sessions.touch(session.id, AT)
    const touched = { session: { ...session, lastSeenAt: seen }, user }
    assert.deepEqual(await sessions.get(session.id), touched)

    await users.update({ ...user, disabledAt: AT })
    assert.equal(await sessions.get(session.id), undefined)
    assert.equal(await sessions.findByTokenHash(session.tokenHash), undefined)
    await users.update(user)
    await sessions.delete(session.id)
    assert.equal(await sessions.get(session.id), undefined)
  })

  it('list the sessions of a user newest first and end all, or all but one', async () => {
    const { sessions } = db.stores
    const [{ id: userId }, other] = [await newUser(), await newUser()]
    const old = sampleSession({ userId })
    const recent = sampleSession({ userId, createdAt: '2026-02-01T00:00:00.000Z' })
    const expired = sampleSession({ userId, expiresAt: AT })
    const foreign = sampleSession({ userId: other.id })
    for (const session of [old, recent, expired, foreign]) await sessions.insert(session)

    assert.deepEqual(await sessions.listFor(userId, AT), [recent, old])
    assert.equal(await sessions.deleteFor(userId, old.id), 2)
    assert.deepEqual(await sessions.listFor(userId, AT), [old])
    assert.equal(await sessions.deleteFor(userId), 1)
    assert.deepEqual(await sessions.listFor(userId, AT), [])
    assert.deepEqual(await sessions.listFor(other.id, AT), [foreign])
  })

  it('take a refresh token once; every other use is a reuse', async () => {
    const { sessions, refreshTokens } = db.stores
    const session = sampleSession({ userId: (await newUser()).id })
    await sessions.insert(session)
    const [hash, expired] = [newHash(), newHash()]
    const token = { sessionId: session.id, createdAt: AT }
    await refreshTokens.insert({ ...token, hash, expiresAt: LATER })
    await refreshTokens.insert({ ...token, hash: expired, expiresAt: AT })

    const uses = valuesOf(await race(db, (stores) => stores.refreshTokens.use(hash, AT)))
    assert.deepEqual(uses.map((u) => String(u?.state)).toSorted(), [
      'fresh',
      ...Array.from({ length: 7 }, () => 'reused'),
    ])
    assert.deepEqual(new Set(uses.map((u) => u?.sessionId)), new Set([session.id]))
    assert.equal(await refreshTokens.use(expired, AT), undefined)
    assert.equal(await refreshTokens.use('unknown', AT), undefined)
    await sessions.delete(session.id)
    assert.equal(await refreshTokens.use(hash, AT), undefined)
  })
})

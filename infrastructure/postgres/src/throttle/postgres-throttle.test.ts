import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { testDatabase, type TestDatabase } from '@skyclust/testkit'
import { openDatabase, type PostgresDatabase } from '../database/open-database.ts'
import { withClient } from '../database/with-client.ts'

describe('throttle', () => {
  let database: TestDatabase
  let db: PostgresDatabase
  let peer: PostgresDatabase

  before(async () => {
    database = await testDatabase()
    db = await openDatabase({ connection: database.connection, migrate: false })
    peer = await openDatabase({ connection: database.connection, migrate: false })
  })
  after(async () => {
    await Promise.all([db.close(), peer.close()])
    await database.drop()
  })
  const HOUR = { points: 10, windowMs: 3_600_000 }

  it('allows as many as it says, whichever instances are asked at once', async () => {
    const takes = Array.from({ length: 60 }, (_, n) =>
      (n % 2 === 0 ? db : peer).throttle.take('account a', HOUR),
    )
    const answers = await Promise.all(takes)

    assert.equal(answers.filter((a) => a.allowed).length, 10)
    for (const { allowed, retryAfterMs } of answers) {
      if (allowed) assert.equal(retryAfterMs, 0)
      else assert.ok(retryAfterMs > 3_590_000 && retryAfterMs <= 3_600_000)
    }
    assert.equal((await db.throttle.take('account b', HOUR)).allowed, true)
  })

  it('begins again when the window is over', async () => {
    const limit = { points: 1, windowMs: 80 }
    assert.equal((await db.throttle.take('short', limit)).allowed, true)
    const refused = await db.throttle.take('short', limit)
    assert.equal(refused.allowed, false)
    await sleep(refused.retryAfterMs + 5)
    assert.equal((await db.throttle.take('short', limit)).allowed, true)
  })

  it('gives back and forgets, and never makes credit', async () => {
    const two = { points: 2, windowMs: 60_000 }
    const allowed = async () => (await db.throttle.take('given', two)).allowed
    for (let n = 0; n < 5; n += 1) await db.throttle.give('given')
    assert.deepEqual([await allowed(), await allowed(), await allowed()], [true, true, false])
    await db.throttle.give('given')
    assert.equal(await allowed(), false)
    await db.throttle.forget('given')
    for (let n = 0; n < 5; n += 1) await db.throttle.give('given')
    assert.deepEqual([await allowed(), await allowed(), await allowed()], [true, true, false])
  })

  it('takes keys of any length, and tells them apart', async () => {
    const one = { points: 1, windowMs: 60_000 }
    const key = 'x'.repeat(5000)
    assert.equal((await db.throttle.take(`${key}1`, one)).allowed, true)
    assert.equal((await db.throttle.take(`${key}2`, one)).allowed, true)
    assert.equal((await db.throttle.take(`${key}1`, one)).allowed, false)
  })

  it('clears what is over on its way', async () => {
    for (let n = 0; n < 510; n += 1)
      await peer.throttle.take(`brief ${n}`, { points: 1, windowMs: 1 })
    const { rows } = await withClient(database.connection, (client) =>
      client.query<{ n: number }>(`select count(*) as n from throttle where key like 'brief %'`),
    )
    assert.ok((rows[0]?.n ?? 0) < 100)
  })
})

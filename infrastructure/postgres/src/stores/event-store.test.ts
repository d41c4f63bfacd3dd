import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Client } from 'pg'
import type { NewEvent } from '@skyclust/domain'
import { testDatabase, type TestDatabase } from '@skyclust/testkit'
import { clientConfig } from '../database/connection.ts'
import { openDatabase, type PostgresDatabase } from '../database/open-database.ts'
import { eventFeed } from '../events/event-feed.ts'
import { newResourceId, newTenant } from '../testing/samples.ts'
import { until } from '../testing/until.ts'
import { EVENT_CHANNEL } from './event-store.ts'

const event = (n = 0): NewEvent => ({
  type: 'resource.changed',
  resourceId: undefined,
  data: { n, list: [1] },
})

describe('event store and feed', () => {
  let database: TestDatabase
  let db: PostgresDatabase

  before(async () => {
    database = await testDatabase()
    const events = { keepPerWorkspace: 250 }
    db = await openDatabase({ connection: database.connection, events })
  })
  after(async () => {
    await db.close()
    await database.drop()
  })

  it('returns what was appended, in order', async () => {
    const { workspaceId } = await newTenant(db.stores)
    const resourceId = newResourceId()
    assert.equal(await db.stores.events.lastSeq(workspaceId), 0)
    assert.deepEqual(await db.stores.events.since(workspaceId, 0, 9), { events: [], reset: false })

    await db.stores.events.append(workspaceId, [])
    await db.stores.events.append(workspaceId, [event(1), { ...event(2), resourceId }])

    const { events, reset } = await db.stores.events.since(workspaceId, 0, 10)
    assert.equal(reset, false)
    assert.deepEqual(events, [
      { workspaceId, seq: 1, at: events[0]?.at, ...event(1) },
      { workspaceId, seq: 2, at: events[1]?.at, ...event(2), resourceId },
    ])
    assert.match(events[0]?.at ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    assert.equal((await db.stores.events.since(workspaceId, 1, 10)).events[0]?.seq, 2)
    assert.equal((await db.stores.events.since(workspaceId, 0, 1)).events.length, 1)
    assert.equal(await db.stores.events.lastSeq(workspaceId), 2)
  })

  it('shows a reader every number once and in order under eight writers and rollbacks', async () => {
    const { workspaceId } = await newTenant(db.stores)
    const feed = await eventFeed(database.connection)
    const seen: number[] = []
    let reading = Promise.resolve()
    const read = async () => {
      for (;;) {
        const { events } = await db.stores.events.since(workspaceId, seen.length, 100)
        if (events.length === 0) return
        seen.push(...events.map((e) => e.seq))
      }
    }
    const unsubscribe = feed.subscribe(workspaceId, () => {
      reading = reading.then(read)
    })
    const writer = async (w: number) => {
      for (let i = 0; i < 25; i += 1) {
        const work = db.transaction(async (stores) => {
          await stores.events.append(workspaceId, [event(i)])
          if ((i + w) % 3 === 0) throw new Error('rolled back')
        })
        await work.catch(() => undefined)
      }
    }

    await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map(writer))

    const last = await db.stores.events.lastSeq(workspaceId)
    await until(() => seen.length >= last, 'the reader')
    assert.ok(last > 100 && last < 200)
    assert.deepEqual(
      seen,
      Array.from({ length: last }, (_, i) => i + 1),
    )
    unsubscribe()
    await reading
    await feed.close()
  })

  it('rings once per transaction, and only when it commits', async () => {
    const { workspaceId } = await newTenant(db.stores)
    const client = new Client(clientConfig(database.connection, 'test'))
    await client.connect()
    const rings: (string | undefined)[] = []
    client.on('notification', (n) => rings.push(n.payload))
    await client.query(`listen ${EVENT_CHANNEL}`)

    const failed = db.transaction(async (stores) => {
      await stores.events.append(workspaceId, [event()])
      throw new Error('no')
    })
    await assert.rejects(failed, /no/)
    await db.transaction(async (stores) => {
      for (let i = 0; i < 5; i += 1) await stores.events.append(workspaceId, [event(), event()])
    })
    await until(() => rings.length > 0, 'the doorbell')
    await client.query('select 1')

    assert.deepEqual(rings, [workspaceId])
    await client.end()
  })

  it('asks the reader to begin anew when events are no longer kept', async () => {
    const { workspaceId } = await newTenant(db.stores)
    const many = Array.from({ length: 150 }, (_, i) => event(i))
    for (let i = 0; i < 3; i += 1) await db.stores.events.append(workspaceId, many)

    assert.deepEqual(await db.stores.events.since(workspaceId, 10, 5), { events: [], reset: true })
    const kept = await db.stores.events.since(workspaceId, 200, 5)
    assert.deepEqual([kept.reset, kept.events[0]?.seq], [false, 201])
    assert.deepEqual(await db.stores.events.since(workspaceId, 450, 5), {
      events: [],
      reset: false,
    })
    // Of a future that a restored backup does not know.
    assert.equal((await db.stores.events.since(workspaceId, 999, 5)).reset, true)
  })

  it('wakes only the subscribers of the workspace', async () => {
    const [a, b] = [await newTenant(db.stores), await newTenant(db.stores)]
    const feed = await eventFeed(database.connection)
    const woken: string[] = []
    feed.subscribe(a.workspaceId, () => woken.push('a'))
    const stop = feed.subscribe(b.workspaceId, () => woken.push('b'))
    feed.subscribe(b.workspaceId, () => woken.push('b2'))
    stop()
    stop()

    await db.stores.events.append(b.workspaceId, [event()])
    await until(() => woken.length > 0, 'the wake-up')

    assert.deepEqual(woken, ['b2'])
    await feed.close()
  })
})

import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { LeaseLost, type Lease, type RunResult } from '@skyclust/application'
import { testDatabase, type TestDatabase } from '@skyclust/testkit'
import { withClient } from '../database/with-client.ts'
import { openDatabase, type PostgresDatabase } from '../database/open-database.ts'
import { until } from '../testing/until.ts'
import { keyedQueue, type KeyedQueue, type QueueOptions } from './keyed-queue.ts'
import { WorkerStopping } from './session.ts'

const WHEN_WOKEN: RunResult = { again: 'when-woken' }

interface WorkRow {
  due: boolean
  waiting: boolean
  attempts: number
  priority: number
  last_error: string | null
  lease_owner: string | null
}

describe('keyed queue', () => {
  let database: TestDatabase
  let db: PostgresDatabase
  let queues: KeyedQueue[] = []

  const queue = (options: QueueOptions = {}) => {
    const made = keyedQueue(database.connection, { reapMs: 100, ...options })
    queues.push(made)
    return made
  }
  const sql = (text: string, values: unknown[] = []) =>
    withClient(database.connection, (client) => client.query(text, values))
  const row = async (key: string): Promise<WorkRow | undefined> => {
    const { rows } = await sql(
      `select coalesce(due_at <= now(), false) as due, coalesce(due_at > now(), false) as waiting,
         attempts, priority, last_error, lease_owner from work where key = $1`,
      [key],
    )
    return rows[0] as WorkRow | undefined
  }
  const idle = async (key: string) => {
    const state = await row(key)
    return !state || (state.lease_owner === null && !state.due && !state.waiting)
  }

  before(async () => {
    database = await testDatabase()
    db = await openDatabase({ connection: database.connection, maxConnections: 6 })
  })
  afterEach(async () => {
    await Promise.all(queues.map((q) => q.stop()))
    queues = []
    await sql('delete from work')
  })
  after(async () => {
    await db.close()
    await database.drop()
  })

  it('never runs a key twice at a time, and after the last wake-up once more', async () => {
    const running = new Set<string>()
    /** Wanted is written before the wake-up; a run that starts after its commit sees it. */
    const wanted = new Map<string, number>()
    const seen = new Map<string, number | undefined>()
    let overlaps = 0
    const run = async ({ key }: Lease): Promise<RunResult> => {
      if (running.has(key)) overlaps += 1
      running.add(key)
      seen.set(key, wanted.get(key))
      await sleep(Math.random() * 8)
      running.delete(key)
      return WHEN_WOKEN
    }
    for (let i = 0; i < 2; i += 1) await queue({ concurrency: 5 }).start(run)
    const adder = async () => {
      for (let i = 0; i < 150; i += 1) {
        const key = `k${Math.floor(Math.random() * 20)}`
        wanted.set(key, (wanted.get(key) ?? 0) + 1)
        await db.stores.jobs.add(key)
      }
    }

    await Promise.all([adder(), adder(), adder(), adder()])
    for (const key of wanted.keys()) await until(() => idle(key), `${key} to be idle`)

    assert.equal(overlaps, 0)
    assert.deepEqual(seen, wanted)
  })

  it('makes a hundred wake-ups during a run one more run', async () => {
    let runs = 0
    const gate = Promise.withResolvers<void>()
    const worker = queue()
    await worker.start(async () => {
      runs += 1
      if (runs === 1) await gate.promise
      return WHEN_WOKEN
    })
    await worker.add('a')
    await until(() => runs === 1, 'the first run')

    await Promise.all(Array.from({ length: 100 }, () => db.stores.jobs.add('a')))
    gate.resolve()
    await until(() => idle('a'), 'the key to be idle')

    assert.equal(runs, 2)
  })

  it('adds with the transaction or not at all', async () => {
    const keys: string[] = []
    const worker = queue()
    await worker.start(async ({ key }) => {
      keys.push(key)
      return WHEN_WOKEN
    })

    const failed = db.transaction(async (stores) => {
      await stores.jobs.add('rolled-back')
      throw new Error('no')
    })
    await assert.rejects(failed, /no/)
    await db.transaction(async (stores) => {
      await stores.jobs.add('committed')
      await sleep(50)
      assert.deepEqual(keys, [])
    })
    await until(() => keys.length > 0, 'the run')

    assert.deepEqual(keys, ['committed'])
  })

  it('runs again after the time asked for, and sooner when woken', async () => {
    const results: RunResult[] = [
      { again: 'after', ms: 30 },
      { again: 'after', ms: 3_600_000 },
    ]
    let runs = 0
    const worker = queue()
    await worker.start(async () => results[runs++] ?? WHEN_WOKEN)

    await worker.add('a', { delayMs: 30 })
    await until(async () => runs === 2 && (await row('a'))?.waiting === true, 'two runs')
    assert.equal((await row('a'))?.priority, 1)
    await worker.add('a')
    await until(() => runs === 3, 'the run after the wake-up')
  })

  it('backs a failing key off without stopping the others', async () => {
    const good = new Set<string>()
    const worker = queue({ concurrency: 2 })
    await worker.start(async ({ key }) => {
      if (key === 'poison') throw new Error('bad\0 luck')
      good.add(key)
      return WHEN_WOKEN
    })

    await worker.add('poison')
    for (let i = 0; i < 40; i += 1) await worker.add(`good${i}`)
    await until(() => good.size === 40, 'the good keys')
    await until(async () => ((await row('poison'))?.attempts ?? 0) >= 2, 'two failures')

    assert.equal((await row('poison'))?.last_error, 'bad luck')
  })

  it('picks an edit up at once although the key is backing off', async () => {
    let broken = true
    const worker = queue()
    await worker.start(async () => {
      if (broken) throw new Error('not yet')
      return WHEN_WOKEN
    })
    await worker.add('a')
    await until(async () => {
      await sql(`update work set attempts = 14 where lease_owner is null`)
      const far = `select from work where due_at > now() + interval '1 minute'`
      return (await sql(far)).rowCount === 1
    }, 'a backoff of minutes')

    broken = false
    await worker.add('a')

    await until(() => idle('a'), 'the run after the edit')
    assert.equal((await row('a'))?.attempts, 0)
  })

  it('keeps a slot for keys somebody waits for', async () => {
    const gate = Promise.withResolvers<void>()
    const begun: string[] = []
    for (const key of ['b1', 'b2', 'b3']) await db.stores.jobs.add(key)
    await sql('update work set priority = 1')
    const worker = queue({ concurrency: 2 })
    await worker.start(async ({ key }) => {
      begun.push(key)
      await gate.promise
      return WHEN_WOKEN
    })
    await until(() => begun.length === 1, 'one background run')

    await worker.add('urgent')
    await until(() => begun.length === 2, 'the urgent run')

    assert.equal(begun[1], 'urgent')
    gate.resolve()
    for (const key of ['b1', 'b2', 'b3', 'urgent']) await until(() => idle(key), key)
  })

  it('gives running keys back when it stops', async () => {
    let reason: unknown
    const first = queue()
    await first.start(async (_lease, signal) => {
      await sleep(60_000, undefined, { signal }).catch((error: Error) => {
        reason = error.cause
        throw error
      })
      return WHEN_WOKEN
    })
    await first.add('a')
    await until(async () => (await row('a'))?.lease_owner !== null, 'the run')

    await first.stop()

    assert.ok(reason instanceof WorkerStopping)
    const state = await row('a')
    assert.deepEqual(
      [state?.lease_owner, state?.due, state?.attempts, state?.last_error],
      [null, true, 0, null],
    )
    assert.equal((await sql('select from instance')).rowCount, 0)
    let runs = 0
    const second = queue()
    await second.start(async () => {
      runs += 1
      return WHEN_WOKEN
    })
    await until(() => runs === 1, 'the other worker')
  })

  it('does not count a lost lease as a failure', async () => {
    let runs = 0
    const worker = queue()
    await worker.start(async () => {
      runs += 1
      if (runs === 1) throw new LeaseLost('gone')
      return WHEN_WOKEN
    })
    await worker.add('a')
    await until(async () => runs === 2 && (await idle('a')), 'the second run')
    assert.equal((await row('a'))?.attempts, 0)
  })

  it('aborts a run that takes too long, as a failure', async () => {
    const worker = queue({ maxRunMs: 30 })
    await worker.start(async (_lease, signal) => {
      await sleep(60_000, undefined, { signal })
      return WHEN_WOKEN
    })
    await worker.add('a')
    await until(async () => ((await row('a'))?.attempts ?? 0) > 0, 'the abort')
  })

  it('aborts everything and registers anew when peers buried it', async () => {
    const owners: string[] = []
    let reason: unknown
    const worker = queue({ beatMs: 50 })
    await worker.start(async ({ owner }, signal) => {
      owners.push(owner)
      if (owners.length === 1) {
        await sleep(60_000, undefined, { signal }).catch(() => (reason = signal.reason))
      }
      return WHEN_WOKEN
    })
    await worker.add('a')
    await until(() => owners.length === 1, 'the run')

    await sql('delete from instance')
    await until(() => owners.length === 2, 'the run under the new id')

    assert.ok(reason instanceof LeaseLost)
    assert.notEqual(owners[0], owners[1])
  })

  it('counts live instances and what waits', async () => {
    const [one, two] = [queue(), queue()]
    await one.start(async () => WHEN_WOKEN)
    await two.start(async () => WHEN_WOKEN)
    assert.equal(await one.liveInstances(), 2)
    await two.stop()
    assert.equal(await one.liveInstances(), 1)
    assert.deepEqual(await one.backlog(), { due: 0, running: 0, oldestMs: 0 })
  })
})

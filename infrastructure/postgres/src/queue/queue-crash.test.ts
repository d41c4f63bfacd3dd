import assert from 'node:assert/strict'
import { fork, type ChildProcess } from 'node:child_process'
import { after, afterEach, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { testDatabase, type TestDatabase } from '@skyclust/testkit'
import { openDatabase, type PostgresDatabase } from '../database/open-database.ts'
import { withClient } from '../database/with-client.ts'
import type { WorkerSays } from '../testing/worker-process.ts'
import { until } from '../testing/until.ts'

const SCRIPT = fileURLToPath(new URL('../testing/worker-process.ts', import.meta.url))
const LONG = process.env['SKYCLUST_LONG'] === '1'

interface WorkerProcess {
  readonly child: ChildProcess
  readonly said: WorkerSays[]
  /** When it was killed, else undefined. */
  killedAt?: number
}

describe('keyed queue when processes die or hang', () => {
  let database: TestDatabase
  let db: PostgresDatabase
  let workers: WorkerProcess[] = []

  const sql = (text: string, values: unknown[] = []) =>
    withClient(database.connection, (client) => client.query(text, values))
  const spawnWorker = async (ttlMs = 10_000): Promise<WorkerProcess> => {
    const options = { ttlMs, beatMs: Math.min(3_000, ttlMs / 3), reapMs: 200 }
    const args = [JSON.stringify({ connection: database.connection, options })]
    const child = fork(SCRIPT, args, {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      execArgv: [],
    })
    const worker: WorkerProcess = { child, said: [] }
    workers.push(worker)
    child.on('message', (message) => worker.said.push(message as WorkerSays))
    await until(() => worker.said.length > 0, 'the worker process')
    return worker
  }
  const says = (worker: WorkerProcess, what: WorkerSays['what'], key: string) =>
    worker.said.some((s) => s.what === what && s.key === key)

  before(async () => {
    database = await testDatabase()
    db = await openDatabase({ connection: database.connection })
    await sql(
      'create table wishes (key text primary key, n integer not null, seen integer not null)',
    )
  })
  afterEach(async () => {
    for (const { child } of workers) child.kill('SIGKILL')
    workers = []
    await sql('delete from work')
  })
  after(async () => {
    await db.close()
    await database.drop()
  })

  it('hands the key of a killed process to another one', async () => {
    const first = await spawnWorker()
    await db.stores.jobs.add('slow:60000:a')
    await until(() => says(first, 'begin', 'slow:60000:a'), 'the first run')
    const second = await spawnWorker()

    first.child.kill('SIGKILL')
    const killedAt = Date.now()

    await until(() => says(second, 'begin', 'slow:60000:a'), 'the second run')
    const begin = second.said.find((s) => s.what === 'begin')
    // Far below the time to live of 10 s: it was the session lock that told.
    assert.ok((begin?.at ?? Infinity) - killedAt < 5_000)
  })

  it('fences a process that was stopped and goes on', async () => {
    const zombie = await spawnWorker(2_000)
    await db.stores.jobs.add('slow:1000:a')
    await until(() => says(zombie, 'begin', 'slow:1000:a'), 'the first run')
    zombie.child.kill('SIGSTOP')
    const other = await spawnWorker(2_000)
    await until(() => says(other, 'begin', 'slow:1000:a'), 'the run elsewhere')

    zombie.child.kill('SIGCONT')

    await until(() => says(zombie, 'lost', 'slow:1000:a'), 'the zombie to be refused')
    await until(() => says(other, 'end', 'slow:1000:a'), 'the other to finish')
    assert.equal(says(zombie, 'end', 'slow:1000:a'), false)
    // Back to work under a new id.
    other.child.kill('SIGKILL')
    await db.stores.jobs.add('slow:1:b')
    await until(() => says(zombie, 'end', 'slow:1:b'), 'the former zombie to work')
  })

  it('loses no wake-up and overlaps no runs under random kill -9', async () => {
    const keys = Array.from({ length: 30 }, (_, i) => `slow:20:k${i}`)
    const all: WorkerProcess[] = []
    const active = await Promise.all([spawnWorker(), spawnWorker()])
    all.push(...active)
    const stopAt = Date.now() + (LONG ? 30_000 : 3_000)
    const adder = (async () => {
      while (Date.now() < stopAt) {
        const key = keys[Math.floor(Math.random() * keys.length)] ?? ''
        await sql(
          `insert into wishes values ($1, 1, 0) on conflict (key) do update set n = wishes.n + 1`,
          [key],
        )
        await db.stores.jobs.add(key)
        await sleep(2)
      }
    })()
    for (let victim = 0; Date.now() < stopAt - 500; victim = 1 - victim) {
      await sleep(700)
      const worker = active[victim]
      if (!worker) break
      worker.killedAt = Date.now()
      worker.child.kill('SIGKILL')
      active[victim] = await spawnWorker()
      all.push(...active.slice(victim, victim + 1))
    }
    await adder
    const busy = 'select from work where lease_owner is not null or due_at is not null'
    await until(async () => (await sql(busy)).rowCount === 0, 'all keys to be idle')

    assert.deepEqual(overlaps(all), [])
    assert.deepEqual((await sql('select * from wishes where seen <> n')).rows, [])
  })
})

/** Keys of which two runs were under way at once, by more than the two processes' clocks may be apart. */
function overlaps(workers: readonly WorkerProcess[]): string[] {
  const runs = new Map<string, { begin: number; end: number }[]>()
  for (const { said, killedAt } of workers) {
    const open = new Map<string, number>()
    for (const { what, key, at } of said) {
      if (what === 'begin') open.set(key, at)
      const begin = open.get(key)
      if (what === 'begin' || what === 'ready' || begin === undefined) continue
      runs.set(key, [...(runs.get(key) ?? []), { begin, end: at }])
      open.delete(key)
    }
    for (const [key, begin] of open) {
      runs.set(key, [...(runs.get(key) ?? []), { begin, end: killedAt ?? Infinity }])
    }
  }
  return [...runs].flatMap(([key, list]) => {
    const sorted = list.toSorted((a, b) => a.begin - b.begin)
    return sorted.some((run, i) => i > 0 && run.begin < (sorted[i - 1]?.end ?? 0) - 2) ? [key] : []
  })
}

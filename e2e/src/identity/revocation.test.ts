import assert from 'node:assert/strict'
import { after, before, describe, it, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { ask, must, type Person } from './person.ts'
import { everyTaking, type Taking } from './takings.ts'
import { MAIN, type TwoInstances, twoInstances } from './two-instances.ts'

const LIMIT_MS = 5_000
/** Measured a little longer, so that a report says how much too long it took. */
const PATIENCE_MS = 9_000
const LOOK_MS = 40
const CUT_EVERY_MS = 60
/**
 * Who asks all the time is remembered anew every three seconds, and a stream looks every four: what was remembered just
 * before the taking is then two seconds old when the stream looks.
 */
const OLD_MEMORY_MS = 6_150

const ACCESS_TABLES = [
  'sessions',
  'api_keys',
  'memberships',
  'service_accounts',
  'roles',
  'workspaces',
  'users',
]

describe('what is taken away on one instance is refused on the other within five seconds', () => {
  let two: TwoInstances
  before(async () => {
    two = await twoInstances()
  })
  after(() => two[Symbol.asyncDispose]())

  it('told by the database', async (context) => {
    // One after the other: a notice makes an instance forget everything.
    for (const taking of await everyTaking(two, 'told'))
      report(context, await measured(two, taking))
    report(context, await streamMeasured(two, 'told'))
  })

  it('with the listener of both cut again and again', async (context) => {
    const takings = await everyTaking(two, 'cut')
    const stop = new AbortController()
    const cutting = cutListeners(two, stop.signal)
    await sleep(5 * CUT_EVERY_MS)
    const all = takings.map((taking) => measured(two, taking))
    const results = await Promise.all([...all, streamMeasured(two, 'cut')])
    stop.abort()
    assert.ok((await cutting) > 3, 'the listeners were hardly ever cut')
    for (const result of results) report(context, result)
  })

  it('with every notice lost', async (context) => {
    const takings = await everyTaking(two, 'lost')
    const notices = (switched: 'disable' | 'enable') =>
      two.query(
        ACCESS_TABLES.map((table) => `alter table ${table} ${switched} trigger user`).join(';'),
      )
    await notices('disable')
    try {
      const all = takings.map((taking) => measured(two, taking))
      const streams = [streamMeasured(two, 'lost'), streamMeasured(two, 'busy', OLD_MEMORY_MS)]
      const results = await Promise.all([...all, ...streams])
      const caught = results.filter(({ ms }) => ms > 1000)
      assert.ok(caught.length > results.length / 2, 'something told the other instance after all')
      for (const result of results) report(context, result)
    } finally {
      await notices('enable')
    }
  })
})

interface Measured {
  readonly what: string
  /** From the answer that it is taken away until the first refusal. */
  readonly ms: number
}

function report(context: TestContext, { what, ms }: Measured): void {
  context.diagnostic(`${what}: ${Math.round(ms)} ms`)
  assert.ok(ms <= LIMIT_MS, `${what}: refused after ${Math.round(ms)} ms only`)
}

async function measured({ second }: TwoInstances, taking: Taking): Promise<Measured> {
  const { what, probe, refusal, take } = taking
  const look = () => answered(second, probe)
  // Warm: whose it is and what they may do are remembered from here on.
  for (let warm = 0; warm < 3; warm += 1) assert.equal(await look(), '200', what)
  await take()
  const taken = performance.now()
  for (;;) {
    const answer = await look()
    const ms = performance.now() - taken
    if (answer !== '200') {
      assert.equal(answer, refusal, what)
      for (let more = 0; more < 3; more += 1) assert.equal(await look(), refusal, what)
      return { what, ms }
    }
    assert.ok(ms < PATIENCE_MS, `${what}: still good after ${Math.round(ms)} ms`)
    await sleep(LOOK_MS)
  }
}

async function answered(base: string, probe: Taking['probe']): Promise<string> {
  const { status, body } = await ask<{ code?: string }>(base, probe.by, 'GET', probe.path)
  return status < 400 ? String(status) : `${status} ${body.code}`
}

/** The same of a stream that is open while its reader is removed, who asks for other things too until then. */
async function streamMeasured(two: TwoInstances, mark: string, openMs = 200): Promise<Measured> {
  const reader = await two.join(`${mark}-reader`, 'viewer')
  // By its id, as the stream names it: both are then remembered as one.
  const { id } = await must<{ id: string }>(two.first, reader, 'GET', MAIN)
  const abort = new AbortController()
  const stream = await fetch(`${two.second}/api/v1${MAIN}/events/stream`, {
    headers: { cookie: reader.cookie },
    signal: abort.signal,
  })
  assert.equal(stream.status, 200)
  let isOpen = true
  const ended = (async () => {
    for await (const chunk of stream.body ?? []) if (chunk.length === 0) break
    isOpen = false
  })()
  const takenFrom = performance.now() + openMs
  while (performance.now() < takenFrom) {
    const { status } = await ask(two.second, reader, 'GET', `/workspaces/${id}/clusters`)
    assert.equal(status, 200)
    await sleep(LOOK_MS)
  }
  assert.ok(isOpen)
  await removed(two, two.admin, reader.userId)
  const taken = performance.now()
  await Promise.race([ended, sleep(PATIENCE_MS)])
  const ms = performance.now() - taken
  assert.ok(!isOpen, 'the stream of somebody who was removed is still open')
  abort.abort()
  return { what: `an open stream, by removing its reader (${mark})`, ms }
}

async function removed({ first }: TwoInstances, by: Person, userId: string): Promise<void> {
  const { status, text } = await ask(first, by, 'DELETE', `${MAIN}/members/${userId}`)
  assert.ok(status < 300, text)
}

/** Cuts the connections that listen for notices until told to stop; how often. */
async function cutListeners(two: TwoInstances, signal: AbortSignal): Promise<number> {
  let cuts = 0
  while (!signal.aborted) {
    const rows = await two.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'skyclust-events' and datname = current_database()`,
    )
    cuts += rows.length
    await sleep(CUT_EVERY_MS)
  }
  return cuts
}

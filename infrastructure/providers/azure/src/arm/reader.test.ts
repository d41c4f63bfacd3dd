import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { accountGovernor } from '@skyclust/application'
import type { Arm, ArmAnswer, ArmRequest } from '../client.ts'
import { rateLimits } from '../rates.ts'
import { armReader } from './reader.ts'

const signal = new AbortController().signal
const CLUSTERS = 'Microsoft.ContainerService/managedClusters'

const document = (id: string): ArmAnswer => ({
  status: 200,
  body: { id, name: id },
  etag: undefined,
  requestId: undefined,
  operationUrl: undefined,
})

/** ARM with clusters `/c/0` … `/c/99`, whose calls draw from a governor on a clock that only sleeping moves. */
function world() {
  let now = 0
  const sleepers: { readonly at: number; readonly wake: () => void }[] = []
  const clock = {
    now: () => now,
    sleep: (ms: number) => new Promise<void>((wake) => void sleepers.push({ at: now + ms, wake })),
    timeout: (ms: number) => AbortSignal.timeout(ms),
  }
  const governor = accountGovernor(clock, rateLimits)
  const calls: string[] = []
  const pay = async (request: Omit<ArmRequest, 'method'>) => {
    if (request.prepaid !== true) await governor.take(request.bucket, request.signal)
    calls.push(request.path)
  }
  const arm: Arm = {
    subscription: 's',
    clientId: 'c',
    signIn: () => Promise.resolve(),
    send: () => Promise.reject(new Error('not used')),
    async get(request) {
      await pay(request)
      return /^\/c\/\d{1,2}$/.test(request.path) ? document(request.path) : undefined
    },
    async list(request) {
      await pay(request)
      return Array.from({ length: 100 }, (_, i) => document(`/c/${i}`).body)
    },
  }
  /** Lets everything run that can, then moves the clock to the next sleeper, until nobody sleeps. */
  const settle = async () => {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve))
      const next = sleepers.toSorted((a, b) => a.at - b.at)[0]
      if (!next) return now
      now = next.at
      sleepers.splice(sleepers.indexOf(next), 1)
      next.wake()
    }
  }
  return { reader: armReader(arm, governor), calls, settle }
}

describe('the ARM reader', () => {
  it('gathers single looks into lists while the budget of GETs is used up', async () => {
    const { reader, calls, settle } = world()
    const reads: Promise<unknown>[] = []
    // Two thousand looks that come one after the other, not together.
    for (let i = 0; i < 2000; i++) {
      reads.push(reader.read(CLUSTERS, `/c/${i % 100}`, signal))
      await Promise.resolve()
      await Promise.resolve()
      await new Promise((resolve) => setImmediate(resolve))
    }
    const elapsedMs = await settle()
    const found = await Promise.all(reads)

    assert.ok(found.every((item) => item !== undefined))
    assert.ok(calls.length <= 60, `${calls.length} calls`)
    assert.ok(elapsedMs < 5000, `${elapsedMs} ms`)
  })

  it('asks for what the list does not show before it believes it absent', async () => {
    const { reader, calls, settle } = world()
    const reads = ['/c/1', '/c/2', '/c/100'].map((id) => reader.read(CLUSTERS, id, signal))
    await settle()

    const found = await Promise.all(reads)

    assert.deepEqual(
      found.map((item) => item?.['id']),
      ['/c/1', '/c/2', undefined],
    )
    assert.equal(calls.length, 2)
  })
})

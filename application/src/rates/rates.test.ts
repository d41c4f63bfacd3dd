import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Clock } from '../ports/runtime.ts'
import { batchLoader } from './batch-loader.ts'
import { accountGovernor } from './governor.ts'

/** Virtual time: sleeping moves the clock. */
function steppingClock(): Clock & { t: number } {
  const clock = {
    t: 0,
    now: () => clock.t,
    async sleep(ms: number) {
      clock.t += ms
    },
    timeout: (ms: number) => AbortSignal.timeout(ms),
  }
  return clock
}
const { signal } = new AbortController()

describe('account governor', () => {
  it('never lets more calls out than the bucket allows', async () => {
    const clock = steppingClock()
    const governor = accountGovernor(clock, { calls: { burst: 5, perSecond: 2 } })
    const times: number[] = []
    for (let n = 0; n < 25; n += 1) {
      await governor.take('calls', signal)
      times.push(clock.t)
    }

    for (const [index, at] of times.entries())
      assert.ok(index + 1 <= 5 + (at / 1000) * 2 + 1e-9, `call ${index} at ${at}`)
    assert.equal(Math.round((times.at(-1) ?? 0) / 1000), 10)
  })

  it('closes the bucket for as long as the cloud says', async () => {
    const clock = steppingClock()
    const governor = accountGovernor(clock, { calls: { burst: 5, perSecond: 2 } })
    governor.throttled('calls', 7000)
    await governor.take('calls', signal)

    assert.ok(clock.t >= 7000)
  })

  it('refills faster where the cloud runs faster', async () => {
    const clock = steppingClock()
    const governor = accountGovernor(clock, { calls: { burst: 1, perSecond: 1 } }, 10)
    for (let n = 0; n < 11; n += 1) await governor.take('calls', signal)

    assert.equal(Math.round(clock.t / 100), 10)
  })
})

describe('batch loader', () => {
  it('shares one call between everybody who asks while it waits for its turn', async () => {
    const calls: string[][] = []
    let open: () => void = () => {}
    const gate = new Promise<void>((resolve) => (open = resolve))
    const loader = batchLoader<string, string>({
      maxKeys: 3,
      turn: () => gate,
      fetch: async (keys) => {
        calls.push([...keys])
        return new Map(keys.filter((k) => k !== 'none').map((k) => [k, k.toUpperCase()]))
      },
    })
    const answers = Promise.all(
      ['a', 'b', 'a', 'none', 'c', 'd'].map((k) => loader.load(k, signal)),
    )
    open()

    assert.deepEqual(await answers, ['A', 'B', 'A', undefined, 'C', 'D'])
    assert.deepEqual(calls, [
      ['a', 'b', 'none'],
      ['c', 'd'],
    ])
  })

  it('starts a new call once the last one has gone out', async () => {
    let calls = 0
    const loader = batchLoader<number, number>({
      maxKeys: 10,
      turn: () => Promise.resolve(),
      fetch: async (keys) => {
        calls += 1
        return new Map(keys.map((k) => [k, k]))
      },
    })
    await loader.load(1, signal)
    await loader.load(1, signal)

    assert.equal(calls, 2)
  })

  it('gives an error to all who share it and then tries again', async () => {
    let fail = true
    const loader = batchLoader<number, number>({
      maxKeys: 10,
      turn: () => Promise.resolve(),
      fetch: async (keys) => {
        if (fail) throw new Error('no answer')
        return new Map(keys.map((k) => [k, k]))
      },
    })
    await assert.rejects(Promise.all([loader.load(1, signal), loader.load(2, signal)]), /no answer/)
    fail = false

    assert.equal(await loader.load(1, signal), 1)
  })

  it('lets one leave without the others', async () => {
    let open: () => void = () => {}
    const gate = new Promise<void>((resolve) => (open = resolve))
    const loader = batchLoader<number, number>({
      maxKeys: 10,
      turn: () => gate,
      fetch: async (keys) => new Map(keys.map((k) => [k, k])),
    })
    const leaver = new AbortController()
    const left = loader.load(1, leaver.signal)
    const stays = loader.load(2, signal)
    leaver.abort(new Error('enough'))
    open()

    await assert.rejects(left, /enough/)
    assert.equal(await stays, 2)
  })
})

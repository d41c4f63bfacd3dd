import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { aws } from '@skyclust/provider-aws'
import { azure } from '@skyclust/provider-azure'
import { gcp } from '@skyclust/provider-gcp'
import { runHistory } from './history.ts'

const providers = [aws(), gcp(), azure()]
const seeds = Number(
  process.env['SKYCLUST_SEEDS'] ?? (process.env['SKYCLUST_LONG'] === '1' ? 10_000 : 120),
)
const firstSeed = Number(process.env['SKYCLUST_FIRST_SEED'] ?? 1)

describe('deterministic simulation', () => {
  it(`keeps the invariants over ${seeds} histories of crashes, freezes and cloud faults`, async () => {
    const failures: string[] = []
    let crashes = 0
    for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
      const history = await runHistory(seed, providers)
      crashes += history.crashes
      if (history.violations.length > 0)
        failures.push(`seed ${seed}: ${history.violations.slice(0, 3).join(' | ')}`)
    }

    assert.deepEqual(failures, [])
    assert.ok(crashes > seeds, 'the histories must contain crashes')
  })

  it('replays a seed exactly', async () => {
    const first = await runHistory(7, providers)
    const second = await runHistory(7, providers)

    assert.deepEqual(second, first)
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { startCloudsim } from '@skyclust/cloudsim'
import { killHooks } from './kill-point.ts'
import { type Cloud, CLOUDS } from './life.ts'
import type { CrashResult } from './run.ts'
import { sweep } from './sweep.ts'

const isLong = process.env['SKYCLUST_LONG'] === '1'
const from = process.env['SKYCLUST_CRASH_FROM']
const to = process.env['SKYCLUST_CRASH_TO']
const only = CLOUDS.filter((cloud) => cloud === process.env['SKYCLUST_CRASH_CLOUD'])
const isNarrowed = from !== undefined || to !== undefined
const all = isLong || isNarrowed

/** Virtual seconds per real second: an EKS cluster takes about three seconds. */
const SPEED = 400
const EVERY = { aws: 1, gcp: 1, azure: 1 } as const satisfies Record<Cloud, number>
/** Chosen so that the sample is a few runs of each cloud. */
const SAMPLE = { aws: 50, gcp: 20, azure: 20 } as const satisfies Record<Cloud, number>

describe('crash sweep', () => {
  it('kill -9 of the worker at any cloud call leaves exactly one of everything, and nothing after the delete', async (t) => {
    const clouds = await startCloudsim({ speed: SPEED, hooks: killHooks })
    const began = performance.now()
    try {
      const results = await sweep(clouds, {
        clouds: only.length > 0 ? only : CLOUDS,
        from: Number(from ?? 1),
        to: Number(to ?? 400),
        stride: all ? EVERY : SAMPLE,
        seed: Number(process.env['SKYCLUST_SEED'] ?? 1),
        lanes: Number(process.env['SKYCLUST_CRASH_LANES'] ?? 3),
        say: (result) => all && console.log(`${seconds(began)} ${lineOf(result)}`),
      })

      for (const cloud of CLOUDS) t.diagnostic(summaryOf(cloud, results))
      t.diagnostic(`${results.length} runs in ${seconds(began)}`)
      const failures = results.filter((r) => r.violations.length > 0).map(lineOf)
      assert.deepEqual(failures, [])
      assert.ok(results.some((r) => r.inCreate !== undefined && r.inDelete !== undefined))
    } finally {
      await clouds.close()
    }
  })
})

function lineOf(result: CrashResult): string {
  const { cloud, k, phase, inCreate, inDelete, violations } = result
  const point = `${cloud} k=${k} ${phase}: ${inCreate ?? '–'} / ${inDelete ?? '–'}`
  return violations.length === 0 ? `${point} ok` : `${point}\n    ${violations.join('\n    ')}`
}

function summaryOf(cloud: Cloud, results: readonly CrashResult[]): string {
  const mine = results.filter((r) => r.cloud === cloud)
  const inCreate = mine.filter((r) => r.inCreate !== undefined).length
  const inDelete = mine.filter((r) => r.inDelete !== undefined).length
  return `${cloud}: killed ${inCreate} times in a create, ${inDelete} times in a delete`
}

function seconds(began: number): string {
  return `${((performance.now() - began) / 1000).toFixed(1)} s`
}

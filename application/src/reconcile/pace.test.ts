import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { backoffSeconds, nextLookSeconds } from './pace.ts'

const rhythm = fc
  .tuple(
    fc.integer({ min: 0, max: 900 }),
    fc.integer({ min: 1, max: 600 }),
    fc.integer({ min: 0, max: 60 }),
  )
  .map(([min, range, step]) => ({ firstSeconds: min, stepSeconds: step, max: min + range }))

describe('pace of looking', () => {
  it('does not look before the usual minimum and never at once', () => {
    fc.assert(
      fc.property(rhythm, fc.integer({ min: 0, max: 2000 }), (r, elapsed) => {
        const next = nextLookSeconds(elapsed, r, r.max)
        assert.ok(next >= 1)
        if (elapsed < r.firstSeconds) assert.ok(elapsed + next >= r.firstSeconds)
      }),
    )
  })

  it('looks ever more rarely at what takes longer than usual', () => {
    assert.equal(nextLookSeconds(1000, { firstSeconds: 60, stepSeconds: 5 }, 120), 100)
    assert.equal(nextLookSeconds(90, { firstSeconds: 60, stepSeconds: 5 }, 120), 5)
  })

  it('backs off exponentially up to five minutes', () => {
    assert.deepEqual(
      [1, 2, 3, 20].map((n) => backoffSeconds(n, 1)),
      [2, 4, 8, 300],
    )
    assert.equal(backoffSeconds(3, 0), 4)
  })
})

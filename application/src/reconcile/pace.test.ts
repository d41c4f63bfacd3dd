import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { backoffSeconds, nextLookSeconds } from './pace.ts'

const usual = fc
  .tuple(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 1, max: 600 }))
  .map(([min, range]) => ({ min, max: min + range }))

describe('pace of looking', () => {
  it('does not look before the usual minimum and never at once', () => {
    fc.assert(
      fc.property(usual, fc.integer({ min: 0, max: 2000 }), (u, elapsed) => {
        const next = nextLookSeconds(elapsed, u)
        assert.ok(next >= 1)
        if (elapsed < u.min) assert.ok(elapsed + next >= u.min)
      }),
    )
  })

  it('looks a bounded number of times within the usual range', () => {
    fc.assert(
      fc.property(usual, (u) => {
        let looks = 0
        for (let t = 0; t < u.max; t += nextLookSeconds(t, u)) looks += 1
        assert.ok(looks <= 20, `${looks} looks`)
      }),
    )
  })

  it('backs off exponentially up to five minutes', () => {
    assert.deepEqual(
      [1, 2, 3, 20].map((n) => backoffSeconds(n, 1)),
      [2, 4, 8, 300],
    )
    assert.equal(backoffSeconds(3, 0), 4)
  })
})

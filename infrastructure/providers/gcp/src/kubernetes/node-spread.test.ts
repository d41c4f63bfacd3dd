import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { spreadNodes } from './node-spread.ts'

const ZONES = ['a', 'b', 'c']

describe('spreadNodes', () => {
  const cases = [
    { nodeCount: 0, zones: 3, perZone: 0 },
    { nodeCount: 1, zones: 1, perZone: 1 },
    { nodeCount: 2, zones: 2, perZone: 1 },
    { nodeCount: 3, zones: 3, perZone: 1 },
    { nodeCount: 4, zones: 2, perZone: 2 },
    { nodeCount: 5, zones: 1, perZone: 5 },
    { nodeCount: 6, zones: 3, perZone: 2 },
  ]
  for (const { nodeCount, zones, perZone } of cases)
    it(`puts ${nodeCount} nodes into ${zones} zones`, () => {
      assert.deepEqual(spreadNodes({ nodeCount }, ZONES), { zones: ZONES.slice(0, zones), perZone })
    })

  it('uses all zones for an autoscaled pool unless that passes its maximum', () => {
    const spread = (nodeCount: number, max: number) =>
      spreadNodes({ nodeCount, autoscaling: { min: 1, max } }, ZONES)

    assert.deepEqual(spread(1, 3), { zones: ZONES, perZone: 1 })
    assert.deepEqual(spread(1, 2), { zones: ['a'], perZone: 1 })
  })
})

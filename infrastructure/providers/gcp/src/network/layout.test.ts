import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cidrsOverlap, parseCidr } from '@skyclust/domain'
import { nodesFor, subnetLayout } from './layout.ts'

const layoutOf = (networkCidr: string, extra: { podCidr?: string; serviceCidr?: string } = {}) => {
  const [subnet] = subnetLayout({ networkCidr, location: 'us-central1', zones: [], ...extra })
  assert.ok(subnet)
  const [pods, services] = subnet.secondaryRanges.map((range) => range.cidr)
  return { nodes: subnet.cidr, pods: pods ?? '', services: services ?? '' }
}

describe('subnetLayout', () => {
  it('divides a large network and goes outside a small one', () => {
    assert.deepEqual(layoutOf('10.0.0.0/16'), {
      nodes: '10.0.0.0/19',
      pods: '10.0.128.0/17',
      services: '10.0.32.0/20',
    })
    assert.deepEqual(layoutOf('10.1.0.0/20'), {
      nodes: '10.1.0.0/20',
      pods: '100.64.0.0/16',
      services: '100.65.0.0/20',
    })
  })

  for (const cidr of [
    '10.0.0.0/12',
    '172.16.0.0/18',
    '100.64.0.0/22',
    '10.64.0.0/19',
    '192.168.0.0/16',
  ])
    it(`keeps the three ranges of ${cidr} apart`, () => {
      const { nodes, pods, services } = layoutOf(cidr)

      const ranges = [nodes, pods, services].flatMap((text) => parseCidr(text) ?? [])
      assert.equal(ranges.length, 3)
      for (const [i, a] of ranges.entries())
        for (const b of ranges.slice(i + 1)) assert.ok(!cidrsOverlap(a, b))
    })

  it('takes the ranges that are named', () => {
    const layout = layoutOf('10.0.0.0/16', { podCidr: '10.8.0.0/14', serviceCidr: '10.12.0.0/20' })

    assert.equal(layout.pods, '10.8.0.0/14')
    assert.equal(layout.services, '10.12.0.0/20')
  })

  it('counts a /24 of pods per node', () => {
    assert.equal(nodesFor({ base: 0, prefix: 17 }), 128)
    assert.equal(nodesFor({ base: 0, prefix: 25 }), 0)
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cidrContains, cidrsOverlap, parseCidr } from '@skyclust/domain'
import { subnetLayout } from './subnet-layout.ts'

const zones = ['us-east-1a', 'us-east-1b', 'us-east-1d', 'us-east-1e']
const layoutOf = (networkCidr: string, count = 4) =>
  subnetLayout({ networkCidr, location: 'us-east-1', zones: zones.slice(0, count) })

describe('subnets of a new network', () => {
  it('are a small public and a large private one in each of three zones', () => {
    assert.deepEqual(
      layoutOf('10.0.0.0/16').map((s) => [s.name, s.cidr, s.zone, s.nat]),
      [
        ['public-a', '10.0.224.0/24', 'us-east-1a', true],
        ['private-a', '10.0.0.0/19', 'us-east-1a', false],
        ['public-b', '10.0.225.0/24', 'us-east-1b', false],
        ['private-b', '10.0.32.0/19', 'us-east-1b', false],
        ['public-d', '10.0.226.0/24', 'us-east-1d', false],
        ['private-d', '10.0.64.0/19', 'us-east-1d', false],
      ],
    )
  })

  for (const cidr of ['10.0.0.0/16', '10.1.0.0/18', '172.20.0.0/20', '192.168.4.0/22'])
    it(`fit ${cidr} without overlapping, and are at least /28`, () => {
      const network = parseCidr(cidr) ?? assert.fail()
      const parts = layoutOf(cidr).map((s) => parseCidr(s.cidr) ?? assert.fail())

      assert.equal(parts.length, 6)
      for (const [index, part] of parts.entries()) {
        assert.ok(part.prefix <= 28)
        assert.ok(cidrContains(network, part))
        assert.ok(parts.slice(index + 1).every((other) => !cidrsOverlap(part, other)))
      }
    })

  it('are two pairs in two zones', () => {
    assert.equal(layoutOf('10.0.0.0/16', 2).length, 4)
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import {
  cidrContains,
  cidrSize,
  cidrsOverlap,
  formatCidr,
  isPrivateCidr,
  parseCidr,
  subCidr,
  type Cidr,
} from './cidr.ts'

const anyCidr = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 32 }))
  .map(([address, prefix]): Cidr => {
    const size = 2 ** (32 - prefix)
    return { base: Math.floor(address / size) * size, prefix }
  })

describe('cidr', () => {
  for (const text of [
    '10.0.0.0',
    '10.0.0.1/16',
    '10.0.0.0/33',
    '256.0.0.0/8',
    '10.0.0/8',
    '',
    '10.0.0.0/-1',
    'a.b.c.d/8',
  ])
    it(`refuses «${text}»`, () => assert.equal(parseCidr(text), undefined))

  it('parses what it formats', () => {
    fc.assert(fc.property(anyCidr, (cidr) => assert.deepEqual(parseCidr(formatCidr(cidr)), cidr)))
  })

  it('overlaps exactly when one contains the other', () => {
    fc.assert(
      fc.property(anyCidr, anyCidr, (a, b) => {
        assert.equal(cidrsOverlap(a, b), cidrContains(a, b) || cidrContains(b, a))
        assert.equal(cidrsOverlap(a, b), cidrsOverlap(b, a))
      }),
    )
  })

  it('splits a range into parts that lie inside and apart', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 8, max: 20 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 0, max: 63 }),
        (prefix, more, index) => {
          const outer: Cidr = { base: 10 * 2 ** 24, prefix }
          const part = subCidr(outer, prefix + more, index)
          if (index >= 2 ** more) return assert.equal(part, undefined)
          assert.ok(part && cidrContains(outer, part))
          assert.equal(cidrSize(part), cidrSize(outer) / 2 ** more)
          const next = subCidr(outer, prefix + more, index + 1)
          if (next) assert.equal(cidrsOverlap(part, next), false)
        },
      ),
    )
  })

  it('knows private space', () => {
    for (const [text, expected] of [
      ['10.1.0.0/16', true],
      ['172.31.0.0/16', true],
      ['172.32.0.0/16', false],
      ['8.8.8.0/24', false],
      ['0.0.0.0/0', false],
    ] as const) {
      const cidr = parseCidr(text)
      assert.ok(cidr)
      assert.equal(isPrivateCidr(cidr), expected, text)
    }
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { digestOf } from './digest.ts'
import { canonicalJson, type Json } from './json.ts'

describe('canonical JSON', () => {
  it('does not depend on the order of keys and reads back equal', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const shuffled = Object.fromEntries(Object.entries(value).toReversed())
        const text = canonicalJson(value as Json)
        assert.equal(canonicalJson(shuffled as Json), text)
        assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it('gives different texts different digests', () => {
    // The published FNV-1a 128 test vector for «a» (http://www.isthe.com/chongo/tech/comp/fnv/).
    assert.equal(digestOf('a'), 'd228cb696f1a8caf78912b704e4a8964')
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) =>
        assert.equal(digestOf(a) === digestOf(b), a === b),
      ),
    )
  })
})

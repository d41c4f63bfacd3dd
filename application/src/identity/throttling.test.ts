import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { networkOf } from './throttling.ts'

describe('networkOf', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::6', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    // Not an address but somebody's id: stays what it is.
    ['usr_aaaaaaaaaaaaaaaaaaaa', 'usr_aaaaaaaaaaaaaaaaaaaa'],
  ]
  for (const [address, network] of cases)
    it(`${address} belongs to ${network}`, () => assert.equal(networkOf(address), network))
})

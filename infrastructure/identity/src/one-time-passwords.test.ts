import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { generateSync } from 'otplib'
import { oneTimePasswords } from './one-time-passwords.ts'

/** The secret of RFC 6238, appendix B: «12345678901234567890» in base32. */
const RFC_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

describe('oneTimePasswords', () => {
  const codes = oneTimePasswords()

  it('accepts the codes of RFC 6238 and names their time step', () => {
    // The RFC prints eight digits; an app shows the last six.
    const vectors = [
      { seconds: 59, code: '287082' },
      { seconds: 1_111_111_109, code: '081804' },
      { seconds: 1_234_567_890, code: '005924' },
      { seconds: 20_000_000_000, code: '353130' },
    ]
    for (const { seconds, code } of vectors)
      assert.equal(codes.check(RFC_SECRET, code, seconds * 1000), Math.floor(seconds / 30))
  })

  it('accepts one step early or late, as the step it belongs to, and no more', () => {
    const secret = codes.newSecret()
    const step = 60_000_000
    const nowMs = step * 30_000 + 12_345
    const at = (offset: number) => generateSync({ secret, epoch: (step + offset) * 30 })

    for (const offset of [-1, 0, 1])
      assert.equal(codes.check(secret, at(offset), nowMs), step + offset)
    for (const offset of [-2, 2]) assert.equal(codes.check(secret, at(offset), nowMs), undefined)
  })

  it('reads a code as people type it and refuses what is none', () => {
    assert.equal(codes.check(RFC_SECRET, ' 287 082 ', 59_000), 1)
    for (const wrong of ['', '28708', '2870822', '287083', 'abcdef', '28708a', '２８７０８２'])
      assert.equal(codes.check(RFC_SECRET, wrong, 59_000), undefined, wrong)
  })

  it('makes secrets of 160 bits and the URI that apps scan', () => {
    const secret = codes.newSecret()
    assert.match(secret, /^[A-Z2-7]{32}$/)
    assert.notEqual(secret, codes.newSecret())

    const uri = new URL(codes.uri(secret, 'kim+test@example.com'))
    assert.equal(uri.protocol, 'otpauth:')
    assert.equal(uri.host, 'totp')
    assert.equal(decodeURIComponent(uri.pathname), '/SkyClust:kim+test@example.com')
    assert.equal(uri.searchParams.get('secret'), secret)
    assert.equal(uri.searchParams.get('issuer'), 'SkyClust')
  })

  it('makes recovery codes that can be read from paper', () => {
    const made = codes.newRecoveryCodes(200)
    assert.equal(new Set(made).size, 200)
    for (const code of made) assert.match(code, /^[a-hjkmnp-z2-9]{5}-[a-hjkmnp-z2-9]{5}$/)
    assert.equal(new Set(made.join('')).size, 32, 'every character of the alphabet and the dash')
  })
})

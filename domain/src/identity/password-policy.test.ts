import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { passwordWeakness } from './password-policy.ts'

const EMAIL = 'somebody.important@example.com'

describe('passwordWeakness', () => {
  const cases: readonly (readonly [string, ReturnType<typeof passwordWeakness>])[] = [
    ['', 'too-short'],
    ['123456789', 'too-short'],
    ['가나다라마바사아자', 'too-short'],
    ['가나다라마바사아자차', undefined],
    // Ten UTF-16 units, five characters.
    ['😀😀😀😀😀', 'too-short'],
    ['          x', 'too-short'],
    ['1234567890', 'too-common'],
    ['Password123', 'too-common'],
    // Full-width letters are the same password after normalisation.
    ['ｐａｓｓｗｏｒｄ１２３', 'too-common'],
    ['kubernetes', 'too-common'],
    [EMAIL, 'is-email'],
    [EMAIL.toUpperCase(), 'is-email'],
    ['somebody.important', 'is-email'],
    ['correct horse battery staple', undefined],
  ]
  for (const [password, expected] of cases)
    it(`«${password}» → ${expected ?? 'good'}`, () =>
      assert.equal(passwordWeakness(password, EMAIL), expected))

  it('does not care about case', () => {
    const ascii = fc.string({
      unit: fc.constantFrom('a', 'A', 'b', 'B', '1', '!'),
      minLength: 8,
      maxLength: 14,
    })
    const text = fc.oneof(ascii, fc.constantFrom('Password123', 'qWeRtYuIoP', EMAIL))
    fc.assert(
      fc.property(text, (password) =>
        assert.equal(
          passwordWeakness(password.toUpperCase(), EMAIL),
          passwordWeakness(password.toLowerCase(), EMAIL),
        ),
      ),
    )
  })
})

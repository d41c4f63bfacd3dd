import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { normalDomain, normalEmail } from './email-domain.ts'
import { vouchedEmail } from './vouched-email.ts'

describe('normalDomain', () => {
  it('is stable: what it answers is normal already, and a name of DNS', () => {
    fc.assert(
      fc.property(fc.oneof(fc.domain(), fc.string({ unit: 'grapheme' }), fc.ipV4()), (text) => {
        const name = normalDomain(text)
        if (name === undefined) return
        assert.equal(normalDomain(name), name)
        assert.match(name, /^[a-z0-9-]+(\.[a-z0-9-]+)+$/)
        assert.doesNotMatch(name, /\.\d+$/)
      }),
      { numRuns: 2000 },
    )
  })

  it('takes every domain', () => {
    fc.assert(fc.property(fc.domain(), (name) => normalDomain(name) === name.toLowerCase()))
  })
})

describe('normalEmail', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['Ann@ACME.com', 'ann@acme.com'],
    ['ann@ａｃｍｅ.com', 'ann@acme.com'],
    ['a@b@acme.com', undefined],
    ['@acme.com', undefined],
    ['ann@', undefined],
    ['ann', undefined],
    ['ann@localhost', undefined],
    ['ann@127.0.0.1', undefined],
    ['a nn@acme.com', undefined],
    ['ann@acme.com\nbcc: x@y.z', undefined],
    ['', undefined],
  ]
  for (const [given, email] of cases)
    it(`${JSON.stringify(given)} is ${email ?? 'no address'}`, () =>
      assert.equal(normalEmail(given)?.email, email))
})

describe('vouchedEmail', () => {
  const claims = (emailVerified: boolean, all: object = {}) => ({
    email: 'Ann@acme.com',
    emailVerified,
    all: { ...all },
  })
  const ann = { email: 'ann@acme.com', domain: 'acme.com' }

  it('takes the provider’s word only when it gives it', () => {
    assert.deepEqual(vouchedEmail({ preset: 'generic' }, claims(true)), ann)
    assert.equal(vouchedEmail({ preset: 'generic' }, claims(false)), undefined)
    const nobody = { email: undefined, emailVerified: true, all: {} }
    assert.equal(vouchedEmail({ preset: 'generic' }, nobody), undefined)
  })

  it('takes xms_edov from Entra, in all its spellings, and from nobody else', () => {
    for (const xms_edov of [true, 1, '1', 'true'])
      assert.deepEqual(vouchedEmail({ preset: 'entra' }, claims(false, { xms_edov })), ann)
    for (const xms_edov of [false, 0, '0', 'false', null, 'yes', [true], {}])
      assert.equal(vouchedEmail({ preset: 'entra' }, claims(false, { xms_edov })), undefined)
    const other = vouchedEmail({ preset: 'keycloak' }, claims(false, { xms_edov: true }))
    assert.equal(other, undefined)
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { canonicalJson, type Json } from '../kernel/json.ts'
import { changesBetween } from './changes.ts'

const plainName = fc.constantFrom('name', 'size', 'labels', 'spec', 'a/b', 'til~de', 'constructor')
const SECRET_NAMES = [
  'password',
  'newPassword',
  'passphrase',
  'secret',
  'clientSecret',
  'client_secret',
  'token',
  'refreshToken',
  'privateKey',
  'private_key',
  'PRIVATE-KEY',
  'secretAccessKey',
  'accessKeyId',
  'apiKey',
  'tokenHash',
  'passwordHash',
  'ciphertext',
  'wrappedKey',
  'nonce',
  'codeVerifier',
  'recoveryCodes',
  'totp',
  'cookie',
  'Authorization',
  'kubeconfig',
  'proof',
]

const leaf = fc.oneof(fc.constantFrom('x', '', 'y'), fc.integer(), fc.boolean(), fc.constant(null))
const { anyJson } = fc.letrec<{ anyJson: Json }>((tie) => ({
  anyJson: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('anyJson'), { maxLength: 3 }),
    fc.dictionary(plainName, tie('anyJson'), { noNullPrototype: true, maxKeys: 4 }),
  ),
}))

/** JSON in which every text is a secret of its own and stands somewhere under a secret's name. */
const CANARY = 'canary-'
const canary = fc.integer({ min: 0 }).map((n) => `${CANARY}${n}`)
const held = fc.oneof(
  canary,
  fc.array(canary, { minLength: 1, maxLength: 2 }),
  fc.dictionary(plainName, canary, { noNullPrototype: true, minKeys: 1, maxKeys: 2 }),
  fc.array(fc.dictionary(plainName, canary, { noNullPrototype: true, minKeys: 1, maxKeys: 1 }), {
    maxLength: 2,
  }),
)
const { anyWithSecrets } = fc.letrec<{ anyWithSecrets: Json }>((tie) => ({
  anyWithSecrets: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.dictionary(fc.constantFrom(...SECRET_NAMES), held, {
      noNullPrototype: true,
      minKeys: 1,
      maxKeys: 2,
    }),
    fc.array(tie('anyWithSecrets'), { maxLength: 3 }),
    fc.dictionary(plainName, tie('anyWithSecrets'), { noNullPrototype: true, maxKeys: 3 }),
  ),
}))
const state = fc.option(anyWithSecrets, { nil: undefined })

describe('changesBetween', () => {
  it('never shows what stands under a secret’s name, however deep and beside whatever', () => {
    fc.assert(
      fc.property(state, state, (before, after) => {
        assert.ok(!JSON.stringify(changesBetween(before, after)).includes(CANARY))
      }),
      { numRuns: 5000 },
    )
  })

  for (const name of SECRET_NAMES)
    it(`«${name}» says that it changed and not to what`, () => {
      const text = JSON.stringify(
        changesBetween({ a: { [name]: 'canary-1' } }, { a: { [name]: 'canary-2' } }),
      )
      assert.ok(!text.includes(CANARY))
      assert.equal(text.split('[redacted]').length, 3)
    })

  it('shows what appears, goes, and changes its kind, without secrets', () => {
    const secretive = { user: 'u', password: 'canary-1', keys: [{ token: 'canary-2', id: 1 }] }
    const shown = { user: 'u', password: '[redacted]', keys: [{ token: '[redacted]', id: 1 }] }

    assert.deepEqual(changesBetween({ a: secretive }, { a: null }), [
      { path: '/a', before: shown, after: null },
    ])
    assert.deepEqual(changesBetween({ a: 'text' }, { a: [secretive] }), [
      { path: '/a', before: 'text', after: [shown] },
    ])
    assert.deepEqual(
      changesBetween(undefined, secretive)
        .map((c) => c.path)
        .toSorted(),
      ['/keys', '/password', '/user'],
    )
  })

  it('is empty exactly where nothing differs', () => {
    fc.assert(
      fc.property(anyJson, anyJson, (before, after) => {
        assert.deepEqual(changesBetween(before, before), [])
        const isSame = canonicalJson(before) === canonicalJson(after)
        assert.equal(changesBetween(before, after).length === 0, isSame)
      }),
    )
    assert.deepEqual(changesBetween({ labels: {} }, {}), [{ path: '/labels', before: {} }])
  })

  it('points at what differs, by JSON pointer, each place once', () => {
    fc.assert(
      fc.property(anyJson, anyJson, (before, after) => {
        const changes = changesBetween(before, after)
        assert.equal(new Set(changes.map((c) => c.path)).size, changes.length)
        for (const change of changes) {
          assert.deepEqual(at(before, change.path), change.before)
          assert.deepEqual(at(after, change.path), change.after)
        }
      }),
    )
  })

  it('keeps an entry small', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`f${i}`, i]))
    assert.equal(changesBetween(undefined, many).length, 100)
    const [long] = changesBetween({}, { text: 'x'.repeat(10_000) })
    assert.equal(JSON.stringify(long?.after).length, 503)
    const [nested] = changesBetween({}, { list: [{ text: 'x'.repeat(10_000) }] })
    assert.ok(JSON.stringify(nested).length < 600)
  })
})

/** What stands at an RFC 6901 pointer. */
function at(value: Json | undefined, pointer: string): Json | undefined {
  let here: unknown = value
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined
    here = (here as Record<string, unknown>)[key]
  }
  return here as Json | undefined
}

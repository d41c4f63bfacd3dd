import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { ApiKeyId, encodeId } from '../kernel/ids.ts'
import { formatApiKeyToken, parseApiKeyToken } from './api-key-token.ts'

const token = fc
  .record({
    bytes: fc.uint8Array({ minLength: 20, maxLength: 20 }),
    secret: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  })
  .map(({ bytes, secret }) => ({
    id: ApiKeyId.parse(encodeId('key', bytes)),
    secret: Buffer.from(secret).toString('base64url'),
  }))

describe('API key tokens', () => {
  it('come back as they were written, whatever id and secret', () => {
    fc.assert(
      fc.property(token, (made) => {
        const text = formatApiKeyToken(made)
        assert.match(text, /^sck_/)
        assert.deepEqual(parseApiKeyToken(text), made)
      }),
    )
  })

  it('are nothing else: with a character more, less or changed to a foreign one', () => {
    fc.assert(
      fc.property(token, fc.nat(67), (made, at) => {
        const text = formatApiKeyToken(made)
        const wrong = [
          `${text}a`,
          `a${text}`,
          `${text}\n`,
          text.slice(0, at) + text.slice(at + 1),
          `${text.slice(0, at)}é${text.slice(at + 1)}`,
        ]
        for (const other of wrong) assert.equal(parseApiKeyToken(other), undefined, other)
      }),
    )
  })

  it('are never what other credentials look like', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        assert.equal(parseApiKeyToken(text), undefined)
      }),
    )
    for (const other of ['eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJ1c3IifQ.c2ln', 'a'.repeat(43), ''])
      assert.equal(parseApiKeyToken(other), undefined)
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { format, inspect } from 'node:util'
import { Secret } from './secret.ts'

describe('Secret', () => {
  it('prints nothing of its value, however it is printed', () => {
    const secret = new Secret({ password: 'canary-value' })
    const printed = [
      String(secret),
      [secret].join(),
      JSON.stringify({ secret }),
      inspect({ nested: { secret } }, { depth: 5, showHidden: true }),
      format('%s %o %j', secret, secret, secret),
    ]
    assert.ok(printed.every((text) => text.includes('[redacted]') && !text.includes('canary')))
    assert.equal(secret.reveal().password, 'canary-value')
  })
})

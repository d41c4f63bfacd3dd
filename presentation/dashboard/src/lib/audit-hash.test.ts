import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import { hashOf } from './audit-hash.ts'

describe('hash of an audit entry', () => {
  it('is that of the previous hash as bytes and the record as UTF-8', async () => {
    const previous = createHash('sha256').update('ws_1').digest()
    const record = '{"at": "2026-11-23T00:00:00Z", "target": {"name": "클러스터 é"}}'
    const expected = createHash('sha256').update(previous).update(record, 'utf8').digest('hex')

    assert.equal(await hashOf(previous.toString('hex'), record), expected)
    assert.notEqual(await hashOf(previous.toString('hex'), `${record} `), expected)
  })
})

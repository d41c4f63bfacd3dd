import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { call } from './testing/call.ts'
import { codeOf } from './testing/identity-help.ts'
import { type TestApp, testApp } from './testing/test-app.ts'

const MAIN = '/api/v1/workspaces/main'

describe('verifying a log', () => {
  let t: TestApp
  before(async () => {
    t = await testApp()
  })
  after(() => t[Symbol.asyncDispose]())

  it('is not done over and over: it reads all of it', async () => {
    const path = '/api/v1/platform/audit/verification'
    const answers: string[] = []
    for (let i = 0; i < 21; i++) answers.push(codeOf(await call(t.owner, 'GET', path)))
    assert.deepEqual(new Set(answers.slice(0, 20)), new Set(['200 ok']))
    assert.equal(answers[20], '429 too-many-verifications')
    const other = await call(t.owner, 'GET', `${MAIN}/audit/verification`)
    assert.notEqual(other.statusCode, 429, 'each log by itself')
  })
})

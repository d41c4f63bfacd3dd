import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { runMaintenance } from '@skyclust/application'
import { call } from './testing/call.ts'
import { forgetThrottle, post, rows } from './testing/identity-help.ts'
import { type TestApp, testApp } from './testing/test-app.ts'

const DAY_MS = 86_400_000
const MAIN = '/api/v1/workspaces/main'

describe('what nobody needs any more', () => {
  let t: TestApp
  before(async () => {
    t = await testApp()
  })
  after(() => t[Symbol.asyncDispose]())

  it('is cleared away after a while: mails, invitations, emergency access, kept answers', async () => {
    const invited = await call(t.owner, 'POST', `${MAIN}/invitations`, {
      email: 'late@example.com',
      role: 'viewer',
    })
    assert.equal(invited.statusCode, 201)
    const role = { name: 'Readers', grants: [{ permissions: ['workspace:read'] }] }
    const made = await call(t.owner, 'POST', `${MAIN}/roles`, role, { 'idempotency-key': 'one' })
    assert.equal(made.statusCode, 201)
    const stranger = await t.member()
    const slug = (await t.ports.db.stores.workspaces.listFor(stranger.user.id))[0]?.slug
    const broken = await call(t.owner, 'POST', `/api/v1/platform/workspaces/${slug}/break-glass`, {
      reason: 'the owner asked for help',
      minutes: 5,
    })
    assert.equal(broken.statusCode, 201, broken.body)
    await forgetThrottle(t)
    await post(t, '/password-reset', { email: t.owner.user.email })

    const left = async () => {
      const [row] = await rows<Record<string, number>>(
        t,
        `select (select count(*)::int from mails) as mails,
           (select count(*)::int from invitations) as invitations,
           (select count(*)::int from memberships where source = 'break-glass') as emergencies,
           (select count(*)::int from idempotency_keys) as answers`,
      )
      return row
    }
    const before = { mails: 3, invitations: 1, emergencies: 1, answers: 1 }
    assert.deepEqual(await left(), before)
    t.clock.now += DAY_MS - 60_000
    await runMaintenance(t.ports)
    assert.deepEqual(await left(), before)
    t.clock.now += 29 * DAY_MS
    await runMaintenance(t.ports)
    assert.deepEqual(await left(), { ...before, answers: 0 })
    t.clock.now += 9 * DAY_MS
    await runMaintenance(t.ports)
    assert.deepEqual(await left(), { mails: 0, invitations: 0, emergencies: 0, answers: 0 })
  })
})

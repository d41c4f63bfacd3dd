import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { after, before, describe, it } from 'node:test'
import { newId } from '@skyclust/application'
import { PasskeyId } from '@skyclust/domain'
import { withClient } from '@skyclust/postgres'
import type { LightMyRequestResponse } from 'fastify'
import {
  codeOf,
  forgetThrottle,
  mailedToken,
  post,
  rows,
  signIn,
  totpCode,
  withSession,
} from './testing/identity-help.ts'
import { type Caller, PASSWORD, type TestApp, testApp } from './testing/test-app.ts'

const NEW_PASSWORD = 'another long password'

describe('changes of an account at the same time', () => {
  let t: TestApp
  before(async () => {
    t = await testApp()
  })
  after(() => t[Symbol.asyncDispose]())

  /** Sends a request while a change of the account is being committed, and ends the change once the request waits for it. */
  const during = (
    statements: readonly string[],
    { user }: Caller,
    send: () => Promise<LightMyRequestResponse>,
  ) =>
    withClient(t.connection, async (client) => {
      await client.query('begin')
      for (const text of statements) await client.query(text, [user.id])
      let isAnswered = false
      const answer = send().finally(() => (isAnswered = true))
      const waiting = async () => {
        const found = await rows<{ n: string }>(
          t,
          `select count(*) as n from pg_stat_activity
           where datname = current_database() and wait_event_type = 'Lock'`,
        )
        return Number(found[0]?.n) > 0
      }
      while (!isAnswered && !(await waiting())) await sleep(10)
      await client.query('commit')
      return answer
    })
  const account = async ({ user }: Caller) => t.ports.db.stores.users.get(user.id)
  const sessionsOf = ({ user }: Caller) =>
    rows(t, 'select 1 from sessions where user_id = $1', [user.id])

  it('a new name does not enable again who is disabled meanwhile', async () => {
    const member = await t.member('viewer')
    await during(['update users set disabled_at = now() where id = $1'], member, () =>
      member.inject({ method: 'PATCH', url: '/api/v1/me', payload: { name: 'Renamed' } }),
    )
    assert.notEqual((await account(member))?.disabledAt, undefined)
  })

  it('neither new names nor rights undo a password reset', async () => {
    const member = await t.member('viewer')
    const reset = ["update users set password_hash = 'new' where id = $1"]
    await during(reset, member, () =>
      member.inject({ method: 'PATCH', url: '/api/v1/me', payload: { name: 'Renamed' } }),
    )
    assert.equal((await account(member))?.passwordHash, 'new')
    const again = ["update users set password_hash = 'newer' where id = $1"]
    const url = `/api/v1/platform/users/${member.user.id}/platform-admin`
    const raised = await during(again, member, () =>
      t.owner.inject({ method: 'POST', url, payload: { value: true } }),
    )
    assert.equal(raised.statusCode, 200)
    assert.equal((await account(member))?.passwordHash, 'newer')
  })

  it('an earlier password is not put in the place of one that was reset meanwhile', async () => {
    const member = await t.member('viewer')
    const api = withSession(t, await signIn(t, member.user.email))
    const reset = ["update users set password_hash = 'new' where id = $1"]
    const changed = await during(reset, member, () =>
      api('POST', '/me/password', { currentPassword: PASSWORD, newPassword: NEW_PASSWORD }),
    )
    assert.equal(codeOf(changed), '403 wrong-password')
    assert.equal((await account(member))?.passwordHash, 'new')
  })

  it('who signs in with a password that is replaced meanwhile gets no session', async () => {
    const member = await t.member('viewer')
    const reset = [
      "update users set password_hash = 'new' where id = $1",
      'delete from sessions where user_id = $1',
    ]
    const answer = await during(reset, member, () => signIn(t, member.user.email))
    assert.equal(codeOf(answer), '401 wrong-credentials')
    assert.equal((await sessionsOf(member)).length, 0)
  })

  it('who signs in while being disabled has no session when the account is enabled again', async () => {
    const member = await t.member('viewer')
    const disable = [
      'update users set disabled_at = now() where id = $1',
      'delete from sessions where user_id = $1',
    ]
    const answer = await during(disable, member, () => signIn(t, member.user.email))
    assert.equal(codeOf(answer), '403 account-disabled')
    assert.equal((await sessionsOf(member)).length, 0)
  })

  it('of two last ways in that are removed at once one stays', async () => {
    const member = await t.member('viewer')
    const userId = member.user.id
    await t.ports.db.stores.users.update({ ...member.user, passwordHash: undefined })
    const ids = [newId(t.ports.random, 'pky', PasskeyId), newId(t.ports.random, 'pky', PasskeyId)]
    for (const [index, id] of ids.entries())
      await t.ports.db.stores.passkeys.insert({
        id,
        userId,
        name: `key ${index}`,
        credentialId: `${userId}-${index}`,
        publicKey: new Uint8Array([1]),
        counter: 0,
        transports: [],
        backedUp: false,
        createdAt: new Date(t.clock.now).toISOString(),
        lastUsedAt: undefined,
      })
    const removeOther = [
      'select from users where id = $1 for no key update',
      "delete from passkeys where user_id = $1 and name = 'key 0'",
    ]
    const removed = await during(removeOther, member, () =>
      member.inject({ method: 'DELETE', url: `/api/v1/me/passkeys/${ids[1]}` }),
    )
    assert.equal(codeOf(removed), '409 last-way-in')
    assert.equal((await t.ports.db.stores.passkeys.listFor(userId)).length, 1)
  })

  it('a sign-in that waits for its second factor ends with the password it began with', async () => {
    const member = await t.member('viewer')
    const api = withSession(t, await signIn(t, member.user.email))
    const made = await api('POST', '/me/totp', { password: PASSWORD })
    const { secret } = made.json<{ secret: string }>()
    const confirmed = await api('POST', '/me/totp/confirm', {
      code: totpCode(secret, t.clock.now),
    })
    assert.equal(confirmed.statusCode, 200, confirmed.body)
    const begun = await signIn(t, member.user.email)
    assert.equal(begun.statusCode, 202)
    const { challenge } = begun.json<{ challenge: string }>()

    await forgetThrottle(t)
    await post(t, '/password-reset', { email: member.user.email })
    const token = await mailedToken(t, member.user.email, 'reset-password')
    const reset = await post(t, '/password-reset/confirm', { token, newPassword: NEW_PASSWORD })
    assert.equal(reset.statusCode, 204, reset.body)
    t.clock.now += 30_000
    const code = totpCode(secret, t.clock.now)
    const finished = await post(t, '/session/second-factor', { challenge, code })
    assert.equal(codeOf(finished), '401 challenge-expired')
    assert.equal((await sessionsOf(member)).length, 0)
  })
})

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { SoftwareAuthenticator } from '@skyclust/testkit'
import type { LightMyRequestResponse } from 'fastify'
import {
  auditOf,
  codeOf,
  post,
  rows,
  signIn,
  totpCode,
  withSession,
} from './testing/identity-help.ts'
import { type TestApp, testApp } from './testing/test-app.ts'

const SITE = { origin: 'http://localhost', rpId: 'localhost' }

interface Options {
  readonly options: {
    readonly challenge: string
    readonly allowCredentials?: readonly { readonly id: string }[]
    readonly excludeCredentials?: readonly { readonly id: string }[]
  }
}

describe('passkeys', () => {
  let t: TestApp
  before(async () => {
    t = await testApp()
  })
  after(() => t[Symbol.asyncDispose]())

  type Api = ReturnType<typeof withSession>

  const add = async (api: Api, authenticator: SoftwareAuthenticator, name = 'laptop') => {
    const begun = await api('POST', '/me/passkeys/options')
    assert.equal(begun.statusCode, 200, begun.body)
    const { challenge } = begun.json<Options>().options
    return api('POST', '/me/passkeys', {
      name,
      answer: authenticator.register({ ...SITE, challenge }),
    })
  }
  const withPasskey = async () => {
    const { user } = await t.member('viewer')
    const api = withSession(t, await signIn(t, user.email))
    const authenticator = new SoftwareAuthenticator()
    const added = await add(api, authenticator)
    assert.equal(added.statusCode, 201, added.body)
    const { passkey, recoveryCodes } = added.json<{
      passkey: { id: string; name: string }
      recoveryCodes: string[] | null
    }>()
    return { user, api, authenticator, passkey, recoveryCodes }
  }
  const begin = async () => {
    const answer = await post(t, '/session/passkey-options', {})
    assert.equal(answer.statusCode, 200, answer.body)
    const body = answer.json<Options & { challenge: string }>()
    return { token: body.challenge, challenge: body.options.challenge }
  }
  const finish = (token: string, answer: object): Promise<LightMyRequestResponse> =>
    post(t, '/session/passkey', { challenge: token, answer })

  it('sign in alone, as both factors', async () => {
    const { user, authenticator } = await withPasskey()
    const { token, challenge } = await begin()
    const userHandle = Buffer.from(user.id).toString('base64url')
    const answer = authenticator.signIn({ ...SITE, challenge, userHandle, counter: 1 })
    const done = await finish(token, answer)

    assert.equal(done.statusCode, 201, done.body)
    assert.equal(done.json<{ user: { id: string } }>().user.id, user.id)
    const sessions = await withSession(t, done)('GET', '/me/sessions')
    assert.deepEqual(
      sessions
        .json<{ items: { current: boolean; methods: string[] }[] }>()
        .items.find(({ current }) => current)?.methods,
      ['passkey'],
    )
    const listed = await withSession(t, done)('GET', '/me/passkeys')
    assert.notEqual(listed.json<{ items: { lastUsedAt: string }[] }>().items[0]?.lastUsedAt, null)
    const [stored] = await rows<{ counter: string }>(
      t,
      'select counter from passkeys where user_id = $1',
      [user.id],
    )
    assert.equal(Number(stored?.counter), 1)
    assert.equal(codeOf(await finish(token, answer)), '401 challenge-expired', 'replayed')
    const entries = (await auditOf(t, 'signInWithPasskey')).filter((e) => e.target_id === user.id)
    assert.deepEqual(
      entries.map(({ result, actor_id }) => [result, actor_id]),
      [['success', user.id]],
    )
  })

  it('refuse what does not fit', async () => {
    const { authenticator } = await withPasskey()
    const other = await withPasskey()
    const stranger = new SoftwareAuthenticator()
    const earlier = await begin()
    const cases: Record<string, (challenge: string) => object> = {
      'an answer to another challenge': () =>
        authenticator.signIn({ ...SITE, challenge: earlier.challenge }),
      'another site': (challenge) =>
        authenticator.signIn({ ...SITE, challenge, origin: 'https://evil.example' }),
      'no verified user': (challenge) =>
        authenticator.signIn({ ...SITE, challenge, userVerified: false }),
      'the key of another passkey': (challenge) =>
        authenticator.signIn({ ...SITE, challenge, key: other.authenticator.privateKey }),
      'an unknown passkey': (challenge) => stranger.signIn({ ...SITE, challenge }),
      'somebody else’s user handle': (challenge) =>
        authenticator.signIn({
          ...SITE,
          challenge,
          userHandle: Buffer.from(other.user.id).toString('base64url'),
        }),
      nonsense: () => ({ id: authenticator.id, response: { a: 1 } }),
    }
    for (const [what, answerTo] of Object.entries(cases)) {
      const { token, challenge } = await begin()
      assert.equal(codeOf(await finish(token, answerTo(challenge))), '401 wrong-passkey', what)
    }
    assert.equal((await finish('x'.repeat(43), { id: authenticator.id })).statusCode, 401)
    assert.equal((await finish('x'.repeat(43), {})).statusCode, 422)
  })

  it('are a second factor after a password', async () => {
    const { user, authenticator, recoveryCodes } = await withPasskey()
    const first = await signIn(t, user.email)
    assert.equal(first.statusCode, 202)
    const { challenge: token, methods } = first.json<{ challenge: string; methods: string[] }>()
    assert.deepEqual(methods, ['recovery-code', 'passkey'])
    assert.equal(recoveryCodes?.length, 10)

    const early = { challenge: token, passkey: authenticator.signIn({ ...SITE, challenge: 'x' }) }
    assert.equal(codeOf(await post(t, '/session/second-factor', early)), '401 wrong-code')
    const asked = await post(t, '/session/second-factor/passkey-options', { challenge: token })
    const { challenge, allowCredentials } = asked.json<Options>().options
    assert.deepEqual(
      allowCredentials?.map(({ id }) => id),
      [authenticator.id],
    )
    const foreign = await withPasskey()
    const theirs = foreign.authenticator.signIn({ ...SITE, challenge })
    assert.equal(
      codeOf(await post(t, '/session/second-factor', { challenge: token, passkey: theirs })),
      '401 wrong-code',
    )
    const done = await post(t, '/session/second-factor', {
      challenge: token,
      passkey: authenticator.signIn({ ...SITE, challenge }),
    })
    assert.equal(done.statusCode, 201, done.body)
    const asleep = { challenge: 'y'.repeat(43) }
    assert.equal(
      codeOf(await post(t, '/session/second-factor/passkey-options', asleep)),
      '401 challenge-expired',
    )
  })

  it('are registered by the session that began, for this site, once', async () => {
    const { user } = await t.member('viewer')
    const one = withSession(t, await signIn(t, user.email))
    const two = withSession(t, await signIn(t, user.email))
    const authenticator = new SoftwareAuthenticator()
    const begun = await one('POST', '/me/passkeys/options')
    const { challenge } = begun.json<Options>().options
    const answer = authenticator.register({ ...SITE, challenge })
    const evil = authenticator.register({ ...SITE, challenge, origin: 'https://evil.example' })

    assert.equal(
      codeOf(await two('POST', '/me/passkeys', { name: 'x', answer })),
      '401 challenge-expired',
    )
    assert.equal(
      codeOf(await one('POST', '/me/passkeys', { name: 'x', answer: evil })),
      '422 passkey-refused',
    )
    assert.equal((await one('POST', '/me/passkeys', { name: 'x', answer })).statusCode, 201)
    assert.equal(
      codeOf(await one('POST', '/me/passkeys', { name: 'x', answer })),
      '401 challenge-expired',
    )
    const again = await one('POST', '/me/passkeys/options')
    assert.deepEqual(
      again.json<Options>().options.excludeCredentials?.map(({ id }) => id),
      [authenticator.id],
    )
    const same = authenticator.register({
      ...SITE,
      challenge: again.json<Options>().options.challenge,
    })
    assert.equal(
      codeOf(await one('POST', '/me/passkeys', { name: 'y', answer: same })),
      '422 passkey-refused',
    )
    const second = await add(one, new SoftwareAuthenticator())
    assert.equal(second.json<{ recoveryCodes: null }>().recoveryCodes, null, 'there are some')
  })

  it('of somebody else cannot be seen or removed; the last way in stays', async () => {
    const mine = await withPasskey()
    const other = await withPasskey()
    const foreign = await other.api('DELETE', `/me/passkeys/${mine.passkey.id}`)
    assert.equal(codeOf(foreign), '404 not-found')
    assert.ok(!(await other.api('GET', '/me/passkeys')).body.includes(mine.passkey.id))

    const user = await t.ports.db.stores.users.get(mine.user.id)
    assert.ok(user)
    await t.ports.db.stores.users.update({ ...user, passwordHash: undefined })
    const last = await mine.api('DELETE', `/me/passkeys/${mine.passkey.id}`)
    assert.equal(codeOf(last), '409 last-way-in')
    await t.ports.db.stores.users.update(user)
    assert.equal((await mine.api('DELETE', `/me/passkeys/${mine.passkey.id}`)).statusCode, 204)
    assert.equal((await signIn(t, mine.user.email)).statusCode, 201, 'no second factor is left')
  })

  it('keep the recovery codes alive while there is an authenticator app', async () => {
    const { api, passkey } = await withPasskey()
    const { secret } = (await api('POST', '/me/totp')).json<{ secret: string }>()
    await api('POST', '/me/totp/confirm', { code: totpCode(secret, t.clock.now) })
    await api('DELETE', `/me/passkeys/${passkey.id}`)
    const { secondFactor } = (await api('GET', '/me')).json<{ secondFactor: object }>()
    assert.deepEqual(secondFactor, { totp: true, passkeys: 0, recoveryCodesLeft: 10 })
  })
})

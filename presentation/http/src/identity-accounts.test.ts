import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { SoftwareAuthenticator } from '@skyclust/testkit'
import {
  auditOf,
  codeOf,
  forgetThrottle,
  mailedToken,
  mailsTo,
  OPEN,
  post,
  rows,
  signIn,
  withSession,
} from './testing/identity-help.ts'
import { PASSWORD, type TestApp, testApp } from './testing/test-app.ts'

const NEW_PASSWORD = 'another long password'
const HOUR_MS = 3_600_000

describe('registration', () => {
  let t: TestApp
  before(async () => {
    t = await testApp({ overrides: { installation: OPEN } })
  })
  after(() => t[Symbol.asyncDispose]())

  const register = (email: string, more: object = {}) =>
    post(t, '/registration', { email, name: 'New Person', password: PASSWORD, ...more })

  it('makes an account whose address is proved by the mailed link', async () => {
    const email = 'first@example.com'
    const made = await register('First@Example.com', { locale: 'en' })
    assert.equal(made.statusCode, 202, made.body)
    const signedIn = await signIn(t, email)
    const { user } = signedIn.json<{ user: { id: string; emailVerified: boolean } }>()
    assert.equal(user.emailVerified, false, 'an unproved address can sign in')
    const [mail] = await mailsTo(t, email)
    assert.equal(mail?.subject, 'Confirm your e-mail address')

    const token = await mailedToken(t, email, 'verify-email')
    const api = withSession(t, signedIn)
    assert.equal((await api('POST', '/email-verification', { token })).statusCode, 204)
    const me = (await api('GET', '/me')).json<{
      user: { emailVerified: boolean; platformAdmin: boolean }
      workspaces: unknown[]
    }>()
    assert.deepEqual([me.user.emailVerified, me.user.platformAdmin], [true, false])
    assert.deepEqual(me.workspaces, [])
    const replay = await api('POST', '/email-verification', { token })
    assert.equal(codeOf(replay), '422 link-expired')
    const resend = await api('POST', '/me/email-verification')
    assert.equal(codeOf(resend), '409 already-verified')
    const [entry] = (await auditOf(t, 'verifyEmail')).filter((e) => e.target_id === user.id)
    assert.deepEqual([entry?.result, entry?.actor_id], ['success', user.id])
  })

  it('the mailed link proves nothing for who cannot sign in to the account: somebody else may have made it', async () => {
    const email = 'victim@example.com'
    await register(email)
    const token = await mailedToken(t, email, 'verify-email')
    const { user } = await t.member('viewer')
    const other = withSession(t, await signIn(t, user.email))

    const opened = await post(t, '/email-verification', { token })
    assert.equal(codeOf(opened), '401 sign-in-required')
    const byOther = await other('POST', '/email-verification', { token })
    assert.equal(codeOf(byOther), '409 link-for-other-account')
    assert.ok(!byOther.body.includes(email))
    const found = await t.ports.db.stores.users.findByEmail(email)
    assert.equal(found?.emailVerifiedAt, undefined)
    const own = withSession(t, await signIn(t, email))
    const proved = await own('POST', '/email-verification', { token })
    assert.equal(proved.statusCode, 204, 'the refusals did not use the link up')
  })

  it('answers the same for an address that has an account, and changes nothing of it', async () => {
    const { user } = await t.member('viewer')
    const taken = await register(user.email.toUpperCase(), { password: NEW_PASSWORD })
    const free = await register('free@example.com')

    assert.deepEqual([taken.statusCode, taken.body], [free.statusCode, free.body])
    assert.equal((await mailsTo(t, user.email))[0]?.subject, 'You have an account already')
    assert.equal((await signIn(t, user.email)).statusCode, 201)
    assert.equal(codeOf(await signIn(t, user.email, NEW_PASSWORD)), '401 wrong-credentials')
  })

  it('answers the same to two at once', async () => {
    await forgetThrottle(t)
    const answers = await Promise.all([1, 2, 3, 4].map(() => register('race@example.com')))
    assert.equal(new Set(answers.map(({ statusCode, body }) => `${statusCode} ${body}`)).size, 1)
    const found = await rows(t, "select 1 from users where email = 'race@example.com'")
    assert.equal(found.length, 1)
    assert.equal((await mailsTo(t, 'race@example.com')).length, 4)
  })

  it('refuses passwords anybody would guess', async () => {
    for (const password of ['short', 'Password123', 'weak.one@example.com']) {
      const answer = await register('weak.one@example.com', { password })
      assert.equal(answer.statusCode, 422, password)
      const { errors } = answer.json<{ errors: { pointer: string }[] }>()
      assert.deepEqual(
        errors.map(({ pointer }) => pointer),
        ['/password'],
      )
    }
    assert.equal(codeOf(await signIn(t, 'weak.one@example.com')), '401 wrong-credentials')
  })

  it('sends no more than five mails an hour to one address, and 20 for one sender', async () => {
    await forgetThrottle(t)
    const codes: string[] = []
    for (let i = 0; i < 7; i++) codes.push(codeOf(await register('flood@example.com')))
    const reset = await post(t, '/password-reset', { email: 'flood@example.com' })

    assert.deepEqual(codes.slice(4), ['202 ok', '429 too-many-mails', '429 too-many-mails'])
    assert.equal(codeOf(reset), '429 too-many-mails', 'all kinds together')
    assert.equal((await mailsTo(t, 'flood@example.com')).length, 5)
    const others: string[] = []
    for (let i = 0; i < 15; i++) others.push(codeOf(await register(`flood${i}@example.com`)))
    assert.equal(others.filter((code) => code === '202 ok').length, 20 - 8)
    await forgetThrottle(t)
  })

  it('the link ends after a day, and a new one voids the earlier', async () => {
    const email = 'late@example.com'
    await register(email)
    const api = withSession(t, await signIn(t, email))
    const first = await mailedToken(t, email, 'verify-email')
    assert.equal((await api('POST', '/me/email-verification')).statusCode, 204)
    const second = await mailedToken(t, email, 'verify-email')
    assert.equal(
      codeOf(await api('POST', '/email-verification', { token: first })),
      '422 link-expired',
    )
    t.clock.now += 25 * HOUR_MS
    assert.equal(
      codeOf(await api('POST', '/email-verification', { token: second })),
      '422 link-expired',
    )
    t.clock.now -= 25 * HOUR_MS
    const reset = { token: second, newPassword: NEW_PASSWORD }
    assert.equal(
      codeOf(await post(t, '/password-reset/confirm', reset)),
      '422 link-expired',
      'a link is good for its purpose only',
    )
  })
})

describe('registration that is not for everybody', () => {
  const ask = (t: TestApp, email: string) =>
    post(t, '/registration', { email, name: 'Somebody', password: PASSWORD }).then(codeOf)

  it('is refused when closed', async () => {
    await using t = await testApp()
    assert.equal(await ask(t, 'a@example.com'), '403 registration-closed')
    assert.equal(await ask(t, 'owner@example.com'), '403 registration-closed')
    assert.deepEqual(
      (await auditOf(t, 'register')).map(({ chain, result }) => [chain, result]),
      [
        ['platform', 'refused'],
        ['platform', 'refused'],
      ],
    )
  })

  it('is for people of the named domains, and not of those that sound alike', async () => {
    const installation = { ...OPEN, registration: { domains: ['example.com', 'Example.org'] } }
    await using t = await testApp({ overrides: { installation } })
    assert.equal(await ask(t, 'a@example.com'), '202 ok')
    assert.equal(await ask(t, 'a@EXAMPLE.ORG'), '202 ok')
    for (const email of ['a@sub.example.com', 'a@notexample.com', 'a@example.com.evil.example'])
      assert.equal(await ask(t, email), '403 registration-closed')
  })
})

describe('passwords', () => {
  let t: TestApp
  before(async () => {
    t = await testApp()
  })
  after(() => t[Symbol.asyncDispose]())

  const ask = (email: string) => post(t, '/password-reset', { email })
  const confirm = (token: string, newPassword = NEW_PASSWORD) =>
    post(t, '/password-reset/confirm', { token, newPassword })

  it('are replaced by a mailed link: sessions end, the second factor stays, the person is told', async () => {
    const { user, cookie, token: accessToken } = await t.member('viewer')
    const known = await ask(user.email)
    const unknown = await ask('nobody@example.com')
    assert.deepEqual([known.statusCode, known.body], [unknown.statusCode, unknown.body])
    assert.deepEqual(await mailsTo(t, 'nobody@example.com'), [])

    const token = await mailedToken(t, user.email, 'reset-password')
    assert.equal(codeOf(await confirm(token, 'password123')), '422 weak-password')
    const answers = await Promise.all([confirm(token), confirm(token)])
    assert.deepEqual(answers.map(codeOf).toSorted(), ['204 ok', '422 link-expired'])
    assert.equal(codeOf(await signIn(t, user.email)), '401 wrong-credentials')
    assert.equal((await signIn(t, user.email, NEW_PASSWORD)).statusCode, 201)
    const cookies = { skyclust_session: cookie }
    assert.equal((await t.app.inject({ url: '/api/v1/me', cookies })).statusCode, 401)
    const authorization = `Bearer ${accessToken}`
    const byToken = await t.app.inject({ url: '/api/v1/me', headers: { authorization } })
    assert.equal(byToken.statusCode, 401)
    assert.match((await mailsTo(t, user.email))[0]?.subject ?? '', /was changed/)
    const entries = (await auditOf(t, 'confirmPasswordReset')).filter(
      (e) => e.target_id === user.id,
    )
    assert.ok(entries.some(({ result, actor_id }) => result === 'success' && actor_id === user.id))
  })

  it('the link ends after an hour, and disabled accounts get none', async () => {
    const { user } = await t.member('viewer')
    await ask(user.email)
    const token = await mailedToken(t, user.email, 'reset-password')
    t.clock.now += HOUR_MS + 1
    assert.equal(codeOf(await confirm(token)), '422 link-expired')
    t.clock.now -= HOUR_MS + 1
    await t.ports.db.stores.users.update({ ...user, disabledAt: new Date().toISOString() })
    assert.equal(codeOf(await confirm(token)), '422 link-expired')
    const earlier = (await mailsTo(t, user.email)).length
    assert.equal((await ask(user.email)).statusCode, 202)
    assert.equal((await mailsTo(t, user.email)).length, earlier)
  })

  it('who registered with somebody else’s address keeps no way in', async () => {
    const { user } = await t.member('viewer')
    const unproved = { ...user, emailVerifiedAt: undefined }
    await t.ports.db.stores.users.update(unproved)
    const intruder = withSession(t, await signIn(t, user.email))
    const begun = await intruder('POST', '/me/passkeys/options')
    const { challenge } = begun.json<{ options: { challenge: string } }>().options
    const site = { origin: 'http://localhost', rpId: 'localhost', challenge }
    const answer = new SoftwareAuthenticator().register(site)
    const added = await intruder('POST', '/me/passkeys', { name: 'theirs', answer })
    assert.equal(added.statusCode, 201)
    const made = await intruder('POST', '/workspaces/main/api-keys', {
      name: 'theirs, too',
      scopes: ['workspace:read'],
    })
    const authorization = `Bearer ${made.json<{ token: string }>().token}`
    const byKey = () => t.app.inject({ url: '/api/v1/workspaces/main', headers: { authorization } })
    assert.equal((await byKey()).statusCode, 200)

    await ask(user.email)
    assert.equal(
      (await confirm(await mailedToken(t, user.email, 'reset-password'))).statusCode,
      204,
    )
    assert.equal((await signIn(t, user.email, NEW_PASSWORD)).statusCode, 201, 'no second factor')
    const left = await rows(t, 'select 1 from passkeys where user_id = $1', [user.id])
    assert.equal(left.length, 0)
    assert.equal(codeOf(await byKey()), '401 invalid-token')
    const proved = await t.ports.db.stores.users.get(user.id)
    assert.notEqual(proved?.emailVerifiedAt, undefined)
  })

  it('are changed by who knows the present one; other sessions end, this one stays', async () => {
    const { user, cookie } = await t.member('viewer')
    const api = withSession(t, await signIn(t, user.email))
    const change = (payload: object) => api('POST', '/me/password', payload).then(codeOf)

    assert.equal(await change({ newPassword: NEW_PASSWORD }), '403 wrong-password')
    assert.equal(
      await change({ currentPassword: 'x', newPassword: NEW_PASSWORD }),
      '403 wrong-password',
    )
    assert.equal(
      await change({ currentPassword: PASSWORD, newPassword: user.email }),
      '422 weak-password',
    )
    assert.equal(await change({ currentPassword: PASSWORD, newPassword: NEW_PASSWORD }), '204 ok')
    assert.equal((await api('GET', '/me')).statusCode, 200)
    const cookies = { skyclust_session: cookie }
    assert.equal((await t.app.inject({ url: '/api/v1/me', cookies })).statusCode, 401)
    assert.equal((await signIn(t, user.email, NEW_PASSWORD)).statusCode, 201)
  })

  it('who has none sets the first one shortly after signing in', async () => {
    const { user, cookie } = await t.member('viewer')
    await t.ports.db.stores.users.update({ ...user, passwordHash: undefined })
    const cookies = { skyclust_session: cookie }
    const set = () =>
      t.app.inject({
        method: 'POST',
        url: '/api/v1/me/password',
        cookies,
        payload: { newPassword: NEW_PASSWORD },
      })
    t.clock.now += 16 * 60_000
    assert.equal(codeOf(await set()), '403 reauthentication-required')
    t.clock.now -= 16 * 60_000
    assert.equal((await set()).statusCode, 204)
    assert.equal((await signIn(t, user.email, NEW_PASSWORD)).statusCode, 201)
  })

  it('never leave the house', async () => {
    const seen = `${await t.dump()}${t.log.join('\n')}`
    assert.ok(!seen.includes(PASSWORD) && !seen.includes(NEW_PASSWORD))
  })
})

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import {
  auditOf,
  codeOf,
  forgetThrottle,
  post,
  rows,
  signIn,
  totpCode,
  withSession,
} from './testing/identity-help.ts'
import { PASSWORD, type TestApp, testApp } from './testing/test-app.ts'

const STEP_MS = 30_000
const MINUTE_MS = 60_000

interface Challenge {
  readonly challenge: string
  readonly methods: readonly string[]
  readonly expiresAt: string
}

describe('the second factor', () => {
  let t: TestApp
  before(async () => {
    t = await testApp()
  })
  after(() => t[Symbol.asyncDispose]())

  /** A new person with an authenticator app. */
  async function withApp() {
    const { user } = await t.member('viewer')
    const api = withSession(t, await signIn(t, user.email))
    const made = await api('POST', '/me/totp')
    assert.equal(made.statusCode, 201, made.body)
    const { secret, uri } = made.json<{ secret: string; uri: string }>()
    assert.match(uri, new RegExp(`^otpauth://totp/.*secret=${secret}`))
    const confirmed = await api('POST', '/me/totp/confirm', {
      code: totpCode(secret, t.clock.now),
    })
    assert.equal(confirmed.statusCode, 200, confirmed.body)
    const { recoveryCodes } = confirmed.json<{ recoveryCodes: string[] }>()
    // The confirmation used this step's code.
    t.clock.now += STEP_MS
    return { user, api, secret, recoveryCodes, code: () => totpCode(secret, t.clock.now) }
  }

  const challengeFor = async (email: string) => {
    const answer = await signIn(t, email)
    assert.equal(answer.statusCode, 202, answer.body)
    assert.equal(answer.cookies.length, 0)
    return answer.json<Challenge>()
  }
  const finish = (payload: object) => post(t, '/session/second-factor', payload)

  it('counts once it is confirmed, not before', async () => {
    const { user } = await t.member('viewer')
    const api = withSession(t, await signIn(t, user.email))
    const { secret } = (await api('POST', '/me/totp')).json<{ secret: string }>()

    assert.equal((await signIn(t, user.email)).statusCode, 201)
    const wrong = await api('POST', '/me/totp/confirm', { code: '000000' })
    assert.equal(codeOf(wrong), '403 wrong-code')
    assert.equal((await signIn(t, user.email)).statusCode, 201)
    const right = await api('POST', '/me/totp/confirm', { code: totpCode(secret, t.clock.now) })
    assert.equal(right.json<{ recoveryCodes: string[] }>().recoveryCodes.length, 10)
    assert.equal((await signIn(t, user.email)).statusCode, 202)
    assert.equal(codeOf(await api('POST', '/me/totp')), '409 totp-exists')
    assert.equal(
      codeOf(await api('POST', '/me/totp/confirm', { code: totpCode(secret, t.clock.now) })),
      '409 totp-exists',
    )
    const me = await api('GET', '/me')
    assert.deepEqual(me.json<{ secondFactor: object }>().secondFactor, {
      totp: true,
      passkeys: 0,
      recoveryCodesLeft: 10,
    })
  })

  it('signs in with the next code, each code once', async () => {
    const { user, code } = await withApp()
    const { challenge, methods } = await challengeFor(user.email)
    const used = code()
    const done = await finish({ challenge, code: `${used.slice(0, 3)} ${used.slice(3)}` })

    assert.deepEqual(methods, ['totp', 'recovery-code'])
    assert.equal(done.statusCode, 201, done.body)
    const sessions = await withSession(t, done)('GET', '/me/sessions')
    const [session] = sessions
      .json<{ items: { current: boolean; methods: string[] }[] }>()
      .items.filter(({ current }) => current)
    assert.deepEqual(session?.methods, ['pwd', 'otp'])
    assert.equal(codeOf(await finish({ challenge, code: used })), '401 challenge-expired')
    const again = await challengeFor(user.email)
    assert.equal(
      codeOf(await finish({ challenge: again.challenge, code: used })),
      '401 wrong-code',
      'a code that was seen is void',
    )
    t.clock.now += STEP_MS
    assert.equal((await finish({ challenge: again.challenge, code: code() })).statusCode, 201)
  })

  it('of the same answer twice at once one is too late', async () => {
    const { user, code } = await withApp()
    const { challenge } = await challengeFor(user.email)
    const answers = await Promise.all([1, 2, 3].map(() => finish({ challenge, code: code() })))
    assert.deepEqual(answers.map(codeOf).toSorted(), [
      '201 ok',
      '401 challenge-expired',
      '401 challenge-expired',
    ])
  })

  it('signs in with a recovery code, each once, however it is typed', async () => {
    const { user, recoveryCodes } = await withApp()
    const [first = '', second = ''] = recoveryCodes
    const one = await challengeFor(user.email)
    const two = await challengeFor(user.email)
    const done = await finish({
      challenge: one.challenge,
      recoveryCode: ` ${first.toUpperCase().replace('-', ' ')}`,
    })

    assert.equal(done.statusCode, 201, done.body)
    const replayed = await finish({ challenge: two.challenge, recoveryCode: first })
    assert.equal(codeOf(replayed), '401 wrong-code')
    assert.equal(
      (await finish({ challenge: two.challenge, recoveryCode: second })).statusCode,
      201,
      'a wrong one does not void the challenge',
    )
    const me = (await withSession(t, done)('GET', '/me')).json<{
      secondFactor: { recoveryCodesLeft: number }
    }>()
    assert.equal(me.secondFactor.recoveryCodesLeft, 8)
    const foreign = await withApp()
    const theirs = await challengeFor(foreign.user.email)
    const stolen = { challenge: theirs.challenge, recoveryCode: recoveryCodes[2] }
    assert.equal(codeOf(await finish(stolen)), '401 wrong-code', 'somebody else’s code')
  })

  it('a challenge ends after five attempts and after five minutes', async () => {
    const { user, code } = await withApp()
    const guessed = await challengeFor(user.email)
    const codes: string[] = []
    for (let i = 0; i < 6; i++)
      codes.push(codeOf(await finish({ challenge: guessed.challenge, code: '000000' })))
    const wrong = Array.from({ length: 5 }, () => '401 wrong-code')
    assert.deepEqual(codes, [...wrong, '401 challenge-expired'])
    const late = { challenge: guessed.challenge, code: code() }
    assert.equal(codeOf(await finish(late)), '401 challenge-expired', 'the right code is too late')

    const slow = await challengeFor(user.email)
    t.clock.now += 5 * MINUTE_MS + 1
    assert.equal(
      codeOf(await finish({ challenge: slow.challenge, code: code() })),
      '401 challenge-expired',
    )
  })

  it('five guesses are five, also at once; ten per account over all challenges', async () => {
    const { user, api, code } = await withApp()
    const { challenge } = await challengeFor(user.email)
    const rush = await Promise.all(
      Array.from({ length: 20 }, () => finish({ challenge, code: '000000' }).then(codeOf)),
    )
    assert.equal(rush.filter((each) => each === '401 wrong-code').length, 5)
    const second = await challengeFor(user.email)
    for (let i = 0; i < 5; i++) await finish({ challenge: second.challenge, code: '000000' })
    const third = await challengeFor(user.email)
    const answer = await finish({ challenge: third.challenge, code: code() })
    assert.equal(codeOf(answer), '429 too-many-sign-ins')
    // The attacker who knows the password cannot lock the owner out of what is open.
    assert.equal((await api('GET', '/me')).statusCode, 200)
    assert.equal(
      (await api('POST', '/me/recovery-codes', { code: code() })).statusCode,
      201,
      'codes of who is signed in are counted apart',
    )
    await forgetThrottle(t)
  })

  it('a challenge is good for nothing else', async () => {
    const { user } = await withApp()
    const { challenge } = await challengeFor(user.email)
    const cookies = { skyclust_session: challenge }
    assert.equal((await t.app.inject({ url: '/api/v1/me', cookies })).statusCode, 401)
    const passkey = { challenge, answer: { id: 'x' } }
    assert.equal(codeOf(await post(t, '/session/passkey', passkey)), '401 challenge-expired')
    const [stored] = await rows<{ n: number }>(
      t,
      'select count(*)::int as n from sign_in_challenges where token_hash = $1',
      [challenge],
    )
    assert.equal(stored?.n, 0, 'stored as a hash')
    for (const payload of [
      { challenge },
      { challenge, code: '123456', recoveryCode: 'abcde-abcde' },
      { challenge, code: '12345' },
      { challenge: 'short', code: '123456' },
    ])
      assert.equal((await finish(payload)).statusCode, 422)
  })

  it('asks for a proof when the sign-in is older than 15 minutes', async () => {
    const { user, api, code } = await withApp()
    t.clock.now += 16 * MINUTE_MS
    const cases: readonly (readonly ['POST' | 'DELETE', string, object | undefined, string])[] = [
      ['POST', '/me/totp', undefined, '403 reauthentication-required'],
      ['POST', '/me/totp', { password: 'wrong' }, '403 wrong-password'],
      ['POST', '/me/totp', { password: PASSWORD }, '409 totp-exists'],
      ['POST', '/me/passkeys/options', {}, '403 reauthentication-required'],
      ['POST', '/me/passkeys/options', { password: PASSWORD }, '200 ok'],
      ['POST', '/me/recovery-codes', { password: PASSWORD }, '403 wrong-code'],
      ['POST', '/me/recovery-codes', { code: '000000' }, '403 wrong-code'],
      ['POST', '/me/recovery-codes', { code: code() }, '201 ok'],
      ['DELETE', '/me/totp', undefined, '403 reauthentication-required'],
      ['DELETE', '/me/totp', { code: code() }, '403 wrong-code'],
      ['DELETE', '/me/totp', { password: PASSWORD }, '204 ok'],
    ]
    for (const [method, path, payload, expected] of cases)
      assert.equal(codeOf(await api(method, path, payload)), expected, `${method} ${path}`)

    const me = await api('GET', '/me')
    assert.deepEqual(me.json<{ secondFactor: object }>().secondFactor, {
      totp: false,
      passkeys: 0,
      recoveryCodesLeft: 0,
    })
    assert.equal((await signIn(t, user.email)).statusCode, 201)
    assert.equal(codeOf(await api('POST', '/me/recovery-codes', {})), '409 no-second-factor')
  })

  it('counts guesses at the password of an open session, apart from sign-in', async () => {
    const { user, api } = await withApp()
    t.clock.now += 16 * MINUTE_MS
    const codes: string[] = []
    for (let i = 0; i < 12; i++)
      codes.push(codeOf(await api('DELETE', '/me/totp', { password: `wrong ${i}` })))
    assert.deepEqual(codes.slice(9), [
      '403 wrong-password',
      '429 too-many-sign-ins',
      '429 too-many-sign-ins',
    ])
    assert.equal((await signIn(t, user.email)).statusCode, 202)
  })

  it('leaves one entry per step in the log, and no secret anywhere', async () => {
    const { user, secret, recoveryCodes, code } = await withApp()
    const { challenge } = await challengeFor(user.email)
    await finish({ challenge, code: '000000' })
    await finish({ challenge, code: code() })

    const steps = (await auditOf(t, 'finishSignIn')).filter((e) => e.target_id === user.id)
    assert.deepEqual(
      steps.map(({ chain, result, actor_id }) => [chain, result, actor_id]),
      [
        ['platform', 'refused', null],
        ['platform', 'success', user.id],
      ],
    )
    const seen = `${await t.dump()}${t.log.join('\n')}`
    for (const canary of [secret, challenge, ...recoveryCodes, PASSWORD])
      assert.ok(!seen.includes(canary))
  })
})

import { createHmac } from 'node:crypto'
import { SoftwareAuthenticator } from '@skyclust/testkit'
import type { Person } from './person.ts'
import { cookieOf, lastOf, mailedTo, type Secrets, signatureOf, type Story } from './secrets.ts'

const MAIN = '/workspaces/main'
const ADMIN = 'admin@example.com'

/** Accounts, passwords, tokens and second factors of the administrator, each also wrongly. */
export async function accountStory({ witness, query, publicUrl }: Story, secrets: Secrets) {
  const { ask } = witness
  const password = secrets.made('account password')
  const setUp = { email: ADMIN, password, workspace: { slug: 'main', name: 'Main' } }
  const first = await ask('set-up', {}, 'POST', '/setup', setUp)
  const admin = cookieOf(first, 'set-up', secrets)
  await ask('set-up again', {}, 'POST', '/setup', setUp)
  const wrong = secrets.made('wrong password')
  const sign = (label: string, body: unknown) => ask(label, {}, 'POST', '/session', body)
  await sign('wrong password', { email: ADMIN, password: wrong })
  await sign('password as address', { email: password, password: wrong })
  await sign('password of a wrong type', { email: ADMIN, password: [password] })
  await sign('unknown fields', { email: ADMIN, password, pass: wrong })
  await sign('half a body', `{"email":"${ADMIN}","password":"${password}`)
  const reset = secrets.made('new password')
  await ask('weak password', admin, 'POST', '/me/password', {
    currentPassword: wrong,
    newPassword: reset,
  })
  await ask('password in the path', admin, 'GET', `/me/${encodeURIComponent(password)}?x=${wrong}`)

  const pair = await ask<{ accessToken: string; refreshToken: string }>(
    'token',
    admin,
    'POST',
    '/token',
  )
  const access = secrets.add('access token', signatureOf(pair.body.accessToken), ['token'])
  await ask('with the token', { bearer: pair.body.accessToken }, 'GET', '/me')
  await ask('with half of it', { bearer: `x${access}` }, 'GET', '/me')
  const refreshToken = secrets.add('refresh token', pair.body.refreshToken, ['token'])
  const second = await ask<{ refreshToken: string }>('refresh', {}, 'POST', '/token/refresh', {
    refreshToken,
  })
  secrets.add('second refresh token', second.body.refreshToken, ['refresh'])
  const bystander = cookieOf(await sign('sign in', { email: ADMIN, password }), 'sign in', secrets)
  const spare = await ask<{ refreshToken: string }>('spare token', bystander, 'POST', '/token')
  secrets.add('reused refresh token', spare.body.refreshToken, ['spare token'])
  await ask('refresh with odd fields', {}, 'POST', '/token/refresh', spare.body)
  const { refreshToken: once } = spare.body
  const next = await ask<{ refreshToken: string }>('spare refresh', {}, 'POST', '/token/refresh', {
    refreshToken: once,
  })
  if (next.body.refreshToken)
    secrets.add('next refresh token', next.body.refreshToken, ['spare refresh'])
  await ask('reuse', {}, 'POST', '/token/refresh', { refreshToken: once })

  const totp = await ask<{ secret: string }>('totp', admin, 'POST', '/me/totp', { password })
  const secret = secrets.add('TOTP secret', totp.body.secret, ['totp'])
  await ask('wrong code', admin, 'POST', '/me/totp/confirm', { code: '000000' })
  const confirmed = await ask<{ recoveryCodes: string[] }>(
    'confirm',
    admin,
    'POST',
    '/me/totp/confirm',
    {
      code: oneTimeCode(secret),
    },
  )
  for (const code of confirmed.body.recoveryCodes ?? [])
    secrets.add(`recovery code ${code.slice(0, 2)}`, code, ['confirm'])
  const half = await sign('password only', { email: ADMIN, password })
  const { challenge } = half.body as { challenge: string }
  secrets.add('sign-in challenge', challenge, ['password only'])
  const recoveryCode = confirmed.body.recoveryCodes?.[0] ?? ''
  const finish = (label: string, proof: object) =>
    ask(label, {}, 'POST', '/session/second-factor', { challenge, ...proof })
  await finish('wrong recovery code', { recoveryCode: secrets.made('wrong recovery') })
  cookieOf(await finish('recovery code', { recoveryCode }), 'recovery code', secrets)

  const begun = await ask<{ options: { challenge: string } }>(
    'passkey',
    admin,
    'POST',
    '/me/passkeys/options',
    {},
  )
  const keptIn = {
    'sign_in_challenges.passkey_challenge': 'no secret: who signs what, once, is what counts',
  }
  const passkey = secrets.add('passkey challenge', begun.body.options.challenge, ['passkey'], {
    keptIn,
  })
  const site = { origin: publicUrl, rpId: new URL(publicUrl).hostname, challenge: passkey }
  const register = (label: string, answer: object) =>
    ask(label, admin, 'POST', '/me/passkeys', { name: 'key', answer })
  await register(
    'wrong passkey',
    new SoftwareAuthenticator().register({ ...site, origin: 'https://x.example' }),
  )
  const again = await ask<{ options: { challenge: string } }>(
    'passkey again',
    admin,
    'POST',
    '/me/passkeys/options',
    {},
  )
  const other = secrets.add(
    'next passkey challenge',
    again.body.options.challenge,
    ['passkey again'],
    { keptIn },
  )
  await register(
    'right passkey',
    new SoftwareAuthenticator().register({ ...site, challenge: other }),
  )
  return { admin, password, sign, query }
}

/** Keys, invitations, mailed links. */
export async function workspaceStory({ witness }: Story, secrets: Secrets, admin: Person) {
  const { ask } = witness
  const scopes = ['workspace:read', 'cluster:read']
  const key = await ask<{ token: string }>('api key', admin, 'POST', `${MAIN}/api-keys`, {
    name: 'k',
    scopes,
  })
  const token = secrets.add('API key', key.body.token, ['api key'])
  secrets.add('secret of the API key', token.split('_').at(-1) ?? '', ['api key'])
  const robot = await ask<{ id: string }>('robot', admin, 'POST', `${MAIN}/service-accounts`, {
    name: 'r',
    role: 'viewer',
  })
  const path = `${MAIN}/service-accounts/${robot.body.id}/api-keys`
  const robotKey = await ask<{ token: string }>('robot key', admin, 'POST', path, {
    name: 'k',
    scopes,
  })
  secrets.add('service-account key', robotKey.body.token, ['robot key'])
  for (const bearer of [token, robotKey.body.token, `${token}x`, token.slice(0, -1)])
    await ask('with a key', { bearer }, 'GET', `${MAIN}/clusters`)
  await ask('key as cookie', { cookie: `skyclust_session=${token}` }, 'GET', '/me')

  const invited = { email: 'guest@example.com', role: 'viewer' }
  const invitation = await ask<{ link: string }>(
    'invite',
    admin,
    'POST',
    `${MAIN}/invitations`,
    invited,
  )
  const shown = secrets.add('invitation token', lastOf(invitation.body.link), ['invite'], {
    alsoIn: ['page of the invitation'],
  })
  const mailed = await mailedTo(witness, admin, 'guest@example.com', 'invite')
  secrets.add('mailed invitation token', mailed, ['mails'])
  await ask('page of the invitation', {}, 'GET', `//invite/${shown}`)
  await ask('look up', {}, 'POST', '/invitations/lookup', { token: shown })
  const guest = secrets.made('guest password')
  const accept = (label: string, body: object) =>
    ask(label, {}, 'POST', '/invitations/accept', body)
  await accept('accept without a name', { token: shown, password: guest })
  await accept('accept wrongly', { token: `${shown}x`, name: 'Guest', password: guest })
  cookieOf(
    await accept('accept', { token: shown, name: 'Guest', password: guest }),
    'accept',
    secrets,
  )
  await accept('accept again', { token: shown, name: 'Guest', password: guest })

  const chosen = secrets.made('registered password')
  const newcomer = { email: 'new@example.com', name: 'New', password: chosen }
  await ask('register', {}, 'POST', '/registration', newcomer)
  const verification = await mailedTo(witness, admin, 'new@example.com', 'verify-email')
  secrets.add('verification token', verification, ['mails'], {
    alsoIn: ['page of the verification'],
  })
  await ask('page of the verification', {}, 'GET', `//verify-email/${verification}`)
  await ask('verify wrongly', {}, 'POST', '/email-verification', { token: `${verification}x` })
  await ask('verify', {}, 'POST', '/email-verification', { token: verification })

  await ask('forgotten', {}, 'POST', '/password-reset', { email: 'guest@example.com' })
  const reset = await mailedTo(witness, admin, 'guest@example.com', 'reset-password')
  secrets.add('reset token', reset, ['mails'], { alsoIn: ['page of the reset'] })
  await ask('page of the reset', {}, 'GET', `//reset-password/${reset}`)
  const confirm = (label: string, newPassword: string) =>
    ask(label, {}, 'POST', '/password-reset/confirm', { token: reset, newPassword })
  await confirm('reset to a weak one', 'short')
  await confirm('reset', secrets.made('reset password'))
  await confirm('reset again', secrets.made('late password'))
}

function oneTimeCode(secret: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = Array.from(secret, (letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0'))
  const key = Buffer.from(
    (bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)),
  )
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
  const mac = createHmac('sha1', key).update(counter).digest()
  const at = (mac.at(-1) ?? 0) & 15
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

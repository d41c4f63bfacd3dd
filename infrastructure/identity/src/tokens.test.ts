import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { encodeId, SessionId, UserId } from '@skyclust/domain'
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose'
import { tokens } from './tokens.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'skyclust-tokens-'))
after(() => rmSync(dataDir, { recursive: true, force: true }))

let now = Date.parse('2026-11-23T10:00:00Z')
const clock = {
  now: () => now,
  sleep: () => Promise.resolve(),
  timeout: (ms: number) => AbortSignal.timeout(ms),
}
const options = { dataDir, clock, issuer: 'http://127.0.0.1:8080', audience: 'skyclust' }
const userId = UserId.parse(encodeId('usr', new Uint8Array(20).fill(1)))
const sessionId = SessionId.parse(encodeId('ses', new Uint8Array(20).fill(2)))

describe('tokens', () => {
  it('gives session values of 256 bits and stores only their hash', () => {
    const { value, hash } = tokens(options).newSession()
    assert.equal(Buffer.from(value, 'base64url').length, 32)
    assert.equal(tokens(options).hashSession(value), hash)
    assert.notEqual(value, hash)
  })

  it('issues an access token that another start with the same data directory accepts', async () => {
    const { token, expiresAt } = await tokens(options).issue({ userId, sessionId })

    assert.deepEqual(await tokens(options).verify(token), { userId, sessionId })
    assert.equal(expiresAt, '2026-11-23T10:10:00.000Z')
    assert.equal(decodeProtectedHeader(token).typ, 'at+jwt')
    assert.equal(typeof decodeJwt(token).jti, 'string')
    assert.equal(statSync(join(dataDir, 'keys', 'access-token.pem')).mode & 0o777, 0o600)
  })

  it('refuses a token that is expired, foreign, unsigned or for somebody else', async () => {
    const own = tokens(options)
    const { token } = await own.issue({ userId, sessionId })
    const foreign = await new SignJWT({ sid: sessionId })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt' })
      .setSubject(userId)
      .setIssuer(options.issuer)
      .setAudience(options.audience)
      .setJti('x')
      .setExpirationTime(Math.floor(now / 1000) + 60)
      .sign(generateKeyPairSync('ed25519').privateKey)
    const [, payload = ''] = token.split('.')
    const none = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${payload}.`

    assert.equal(await own.verify(foreign), undefined)
    assert.equal(await own.verify(none), undefined)
    assert.equal(await own.verify('rubbish'), undefined)
    assert.equal(await tokens({ ...options, audience: 'other' }).verify(token), undefined)
    assert.equal(await tokens({ ...options, issuer: 'http://other' }).verify(token), undefined)
    now += 11 * 60_000
    assert.equal(await own.verify(token), undefined)
  })
})

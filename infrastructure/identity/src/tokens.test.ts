import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, beforeEach, describe, it } from 'node:test'
import { encodeId, SessionId, UserId } from '@skyclust/domain'
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify, SignJWT } from 'jose'
import { MemorySigningKeys } from './testing/memory-signing-keys.ts'
import { tokens } from './tokens.ts'
import { fileVault } from './vault.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'skyclust-tokens-'))
after(() => rmSync(dataDir, { recursive: true, force: true }))

const MINUTE = 60_000
const DAY = 1440 * MINUTE
let now = 0
const clock = {
  now: () => now,
  sleep: () => Promise.resolve(),
  timeout: (ms: number) => AbortSignal.timeout(ms),
}
const vault = fileVault({ dataDir })
const userId = UserId.parse(encodeId('usr', new Uint8Array(20).fill(1)))
const sessionId = SessionId.parse(encodeId('ses', new Uint8Array(20).fill(2)))
const issuer = 'http://127.0.0.1:8080'

let keys = new MemorySigningKeys()
beforeEach(() => {
  now = Date.parse('2026-11-23T10:00:00Z')
  keys = new MemorySigningKeys()
})
/** One instance of the server; all share the database. */
const instance = (over = {}) =>
  tokens({ keys, vault, clock, issuer, audience: 'skyclust', ...over })
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const kidOf = (token: string) => decodeProtectedHeader(token).kid

describe('secrets', () => {
  it('have 256 bits, and only their hash tells them', () => {
    const { value, hash } = instance().newSecret()

    assert.equal(Buffer.from(value, 'base64url').length, 32)
    assert.equal(instance().hash(value), hash)
    assert.notEqual(value, hash)
    assert.equal(
      instance().hash('abc'),
      Buffer.from(
        'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
        'hex',
      ).toString('base64url'),
    )
  })

  it('compares hashes of any length', () => {
    const own = instance()
    assert.equal(own.equal('abc', 'abc'), true)
    for (const other of ['abd', 'ab', 'abcd', '', 'ab한'])
      assert.equal(own.equal('abc', other), false)
  })
})

describe('access tokens', () => {
  it('of one instance are accepted by another', async () => {
    const { token, expiresAt } = await instance().issue({ userId, sessionId })

    assert.deepEqual(await instance().verify(token), {
      userId,
      sessionId,
      expiresAt: Date.parse('2026-11-23T10:10:00Z'),
    })
    assert.equal(expiresAt, '2026-11-23T10:10:00.000Z')
    assert.equal(decodeProtectedHeader(token).typ, 'at+jwt')
    assert.equal(decodeJwt(token)['sid'], sessionId)
    assert.equal(decodeJwt(token).aud, 'skyclust')
    assert.notEqual(
      decodeJwt(token).jti,
      decodeJwt((await instance().issue({ userId, sessionId })).token).jti,
    )
  })

  it('are refused when expired, foreign, unsigned, of another type or for somebody else', async () => {
    const own = instance()
    const { token } = await own.issue({ userId, sessionId })
    const kid = kidOf(token) ?? ''
    const forged = (
      header: object,
      claims: object,
      key = generateKeyPairSync('ed25519').privateKey,
    ) =>
      new SignJWT({ sid: sessionId, ...claims })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid, ...header })
        .setSubject(userId)
        .setIssuer(issuer)
        .setAudience('skyclust')
        .setJti('x')
        .setExpirationTime(Math.floor(now / 1000) + 60)
        .sign(key)
    const [head = '', payload = '', signature = ''] = token.split('.')
    const publicKey = createPublicKey({ key: { ...keys.rows[0]?.publicJwk }, format: 'jwk' })
    const confused = await new SignJWT({ sid: sessionId })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid })
      .setSubject(userId)
      .setIssuer(issuer)
      .setAudience('skyclust')
      .setJti('x')
      .setExpirationTime(Math.floor(now / 1000) + 60)
      .sign(publicKey.export({ type: 'spki', format: 'der' }))
    const changed = encode({ ...decodeJwt(token), sub: encodeId('usr', new Uint8Array(20)) })

    const bad = {
      'another key under our key id': await forged({}, {}),
      'no key id': await forged({ kid: undefined }, {}),
      'alg none': `${encode({ alg: 'none', typ: 'at+jwt', kid })}.${payload}.`,
      'HS256 with the public key': confused,
      'changed claims': `${head}.${changed}.${signature}`,
      rubbish: 'rubbish',
      empty: '',
    }
    for (const [what, value] of Object.entries(bad))
      assert.equal(await own.verify(value), undefined, what)
    assert.equal(await instance({ audience: 'other' }).verify(token), undefined)
    assert.equal(await instance({ issuer: 'http://other' }).verify(token), undefined)
    assert.ok(await own.verify(token), 'the token itself is good')
    now += 10 * MINUTE
    assert.equal(await own.verify(token), undefined, 'expired')
  })

  it('are checked with the published keys by anybody, and the store holds no private key', async () => {
    const own = instance()
    const { token } = await own.issue({ userId, sessionId })
    const published = await own.jwks()

    const verified = await jwtVerify(
      token,
      createLocalJWKSet(structuredClone(published) as never),
      {
        currentDate: new Date(now),
      },
    )
    assert.equal(verified.payload.sub, userId)
    assert.deepEqual(Object.keys(published.keys[0] ?? {}).toSorted(), [
      'alg',
      'crv',
      'kid',
      'kty',
      'use',
      'x',
    ])
    const stored = keys.rows.map(({ sealed }) => Buffer.from(sealed.ciphertext).toString('latin1'))
    assert.ok(stored.every((text) => !text.includes('PRIVATE KEY')))
  })
})

describe('signing keys', () => {
  it('are made once, however many instances start together', async () => {
    const instances = Array.from({ length: 8 }, () => instance())
    const issued = await Promise.all(instances.map((one) => one.issue({ userId, sessionId })))

    assert.equal(keys.rows.length, 1)
    assert.equal(new Set(issued.map(({ token }) => kidOf(token))).size, 1)
  })

  it('rotate after 30 days; the old one is published until its tokens are long dead, and then goes', async () => {
    const first = instance()
    const second = instance()
    await first.issue({ userId, sessionId })
    now += 30 * DAY - MINUTE
    const old = await first.issue({ userId, sessionId })
    await second.verify(old.token)
    now += 2 * MINUTE

    const issued = await Promise.all([first, second].map((one) => one.issue({ userId, sessionId })))

    assert.equal(keys.rows.length, 2)
    assert.equal(new Set(issued.map(({ token }) => kidOf(token))).size, 1)
    assert.notEqual(kidOf(issued[0]?.token ?? ''), kidOf(old.token))
    assert.ok(await second.verify(old.token), 'signed with the old key, still alive')
    assert.deepEqual(
      (await second.jwks()).keys.map((key) => key['kid']),
      [kidOf(issued[0]?.token ?? ''), kidOf(old.token)],
      'newest first',
    )
    now += 70 * MINUTE
    await first.jwks()
    assert.equal(keys.rows.length, 2, 'an hour longer than its last token lives')
    now += 2 * MINUTE
    assert.equal((await first.jwks()).keys.length, 1)
    assert.deepEqual(
      keys.rows.map(({ id }) => id),
      [kidOf(issued[0]?.token ?? '')],
    )
  })

  it('learn of a key another instance made, but not more often than once a second', async () => {
    const reader = instance()
    await reader.jwks()
    now += 30 * DAY
    const { token } = await instance().issue({ userId, sessionId })
    const readsBefore = keys.reads
    assert.ok(await reader.verify(token))
    assert.equal(keys.reads, readsBefore + 1)

    const unknown = `${Buffer.from('{"alg":"EdDSA","kid":"invented"}').toString('base64url')}.e30.x`
    for (let flood = 0; flood < 50; flood++) assert.equal(await reader.verify(unknown), undefined)
    assert.equal(keys.reads, readsBefore + 1)
    now += 1000
    await Promise.all(Array.from({ length: 50 }, () => reader.verify(unknown)))
    assert.equal(keys.reads, readsBefore + 2)
  })

  it('are forgotten within a minute when they were withdrawn', async () => {
    const one = instance()
    const { token } = await one.issue({ userId, sessionId })
    assert.ok(await one.verify(token))
    keys.rows.length = 0
    now += MINUTE
    assert.equal(await one.verify(token), undefined)
  })

  it('do not turn a database failure into a refusal', async () => {
    const { token } = await instance().issue({ userId, sessionId })
    keys.list = () => Promise.reject(new Error('no connection'))
    await assert.rejects(instance().verify(token), /no connection/)
  })
})

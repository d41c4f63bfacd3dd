import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { MailedToken, SignInChallenge } from '@skyclust/domain'
import { testDatabase, type TestDatabase } from '@skyclust/testkit'
import { openDatabase, type PostgresDatabase } from '../database/open-database.ts'
import { withClient } from '../database/with-client.ts'
import { LATER, newHash, samplePasskey } from '../testing/identity-samples.ts'
import { race, valuesOf } from '../testing/race.ts'
import { AT, SEALED, sampleUser } from '../testing/samples.ts'

describe('stores of challenges, second factors, passkeys and mailed tokens', () => {
  let database: TestDatabase
  let db: PostgresDatabase
  const newUserId = async () => {
    const user = sampleUser()
    await db.stores.users.insert(user)
    return user.id
  }

  before(async () => {
    database = await testDatabase()
    db = await openDatabase({ connection: database.connection })
  })
  after(async () => {
    await db.close()
    await database.drop()
  })

  it('keep a challenge until it expires or is deleted', async () => {
    const { challenges } = db.stores
    const challenge: SignInChallenge = {
      tokenHash: newHash(),
      userId: await newUserId(),
      failures: 0,
      passkeyChallenge: undefined,
      expiresAt: LATER,
    }
    await challenges.insert(challenge)
    assert.deepEqual(await challenges.get(challenge.tokenHash, AT), challenge)
    assert.equal(await challenges.get(challenge.tokenHash, LATER), undefined)
    const changed = { ...challenge, failures: 2, passkeyChallenge: 'abc' }
    await challenges.update(changed)
    assert.deepEqual(await challenges.get(challenge.tokenHash, AT), changed)
    const passwordless = { ...changed, tokenHash: newHash(), userId: undefined }
    await challenges.insert(passwordless)
    assert.deepEqual(await challenges.get(passwordless.tokenHash, AT), passwordless)
    await challenges.delete(challenge.tokenHash)
    assert.equal(await challenges.get(challenge.tokenHash, AT), undefined)
  })

  it('count every failure of attempts at the same time', async () => {
    const tokenHash = newHash()
    const challenge = { tokenHash, userId: await newUserId(), failures: 0, expiresAt: LATER }
    await db.stores.challenges.insert({ ...challenge, passkeyChallenge: undefined })
    valuesOf(
      await race(db, async ({ challenges }) => {
        const found = await challenges.get(tokenHash, AT)
        assert.ok(found)
        await challenges.update({ ...found, failures: found.failures + 1 })
      }),
    )
    assert.equal((await db.stores.challenges.get(tokenHash, AT))?.failures, 8)
  })

  it('keep one TOTP secret per user, which begins unconfirmed', async () => {
    const { secondFactors } = db.stores
    const userId = await newUserId()
    assert.equal(await secondFactors.totp(userId), undefined)
    const fresh = { sealed: SEALED, confirmedAt: undefined, lastStep: 0 }
    await secondFactors.setTotp(userId, SEALED)
    assert.deepEqual(await secondFactors.totp(userId), fresh)

    await secondFactors.confirmTotp(userId, AT)
    await secondFactors.useTotpStep(userId, 58_000_000)
    const used = { ...fresh, confirmedAt: AT, lastStep: 58_000_000 }
    assert.deepEqual(await secondFactors.totp(userId), used)

    const sealed = { ...SEALED, keyId: 'local-2' }
    await secondFactors.setTotp(userId, sealed)
    assert.deepEqual(await secondFactors.totp(userId), { ...fresh, sealed })
    await secondFactors.removeTotp(userId)
    assert.equal(await secondFactors.totp(userId), undefined)
  })

  it('take a TOTP step once, and none before it', async () => {
    const userId = await newUserId()
    await db.stores.secondFactors.setTotp(userId, SEALED)
    const taken = valuesOf(await race(db, (s) => s.secondFactors.useTotpStep(userId, 7)))
    assert.equal(taken.filter(Boolean).length, 1)
    const steps = [6, 8, 7]
    const each: boolean[] = []
    for (const step of steps) each.push(await db.stores.secondFactors.useTotpStep(userId, step))
    assert.deepEqual(each, [false, true, false])
    assert.equal(await db.stores.secondFactors.useTotpStep(await newUserId(), 9), false)
  })

  it('take a recovery code once, of its user', async () => {
    const { secondFactors } = db.stores
    const [userId, other] = [await newUserId(), await newUserId()]
    await secondFactors.replaceRecoveryCodes(userId, ['a', 'b', 'c'])
    await secondFactors.replaceRecoveryCodes(other, ['z'])

    assert.equal(await secondFactors.useRecoveryCode(userId, 'z', AT), false)
    const used = valuesOf(await race(db, (s) => s.secondFactors.useRecoveryCode(userId, 'b', AT)))
    assert.equal(used.filter(Boolean).length, 1)
    assert.equal(await secondFactors.recoveryCodesLeft(userId), 2)

    await secondFactors.replaceRecoveryCodes(userId, ['b'])
    assert.equal(await secondFactors.useRecoveryCode(userId, 'a', AT), false)
    assert.equal(await secondFactors.useRecoveryCode(userId, 'b', AT), true)
    assert.deepEqual(
      [await secondFactors.recoveryCodesLeft(userId), await secondFactors.recoveryCodesLeft(other)],
      [0, 1],
    )
  })

  it('know passkeys by their credential, each once', async () => {
    const { passkeys } = db.stores
    const [userId, other] = [await newUserId(), await newUserId()]
    const [phone, laptop] = [samplePasskey({ userId }), samplePasskey({ userId, createdAt: LATER })]
    await passkeys.insert(laptop)
    await passkeys.insert(phone)
    assert.deepEqual(await passkeys.listFor(userId), [phone, laptop])
    assert.deepEqual(await passkeys.findByCredentialId(phone.credentialId), phone)
    assert.equal(await passkeys.findByCredentialId('other'), undefined)
    const again = samplePasskey({ userId: other, credentialId: phone.credentialId })
    await assert.rejects(passkeys.insert(again), { kind: 'conflict', code: 'passkey-registered' })

    const used = { ...phone, counter: 4_294_967_295, backedUp: true, lastUsedAt: AT }
    await passkeys.update({ ...used, name: 'forged', credentialId: 'forged' })
    assert.deepEqual(await passkeys.findByCredentialId(phone.credentialId), used)
    assert.equal(await passkeys.delete(other, phone.id), false)
    assert.equal(await passkeys.delete(userId, phone.id), true)
    await passkeys.insert(samplePasskey({ userId: other }))
    await passkeys.deleteAll(userId)
    assert.deepEqual(await passkeys.listFor(userId), [])
    assert.equal((await passkeys.listFor(other)).length, 1)
  })

  it('take a mailed token once, for its purpose, in time', async () => {
    const { mailedTokens } = db.stores
    const userId = await newUserId()
    const token = (change: Partial<MailedToken> = {}): MailedToken => ({
      tokenHash: newHash(),
      purpose: 'reset-password',
      userId,
      email: 'mina@example.com',
      expiresAt: LATER,
      ...change,
    })
    const [reset, expired, verify] = [
      token(),
      token({ expiresAt: AT }),
      token({ purpose: 'verify-email' }),
    ]
    for (const each of [reset, expired, verify]) await mailedTokens.insert(each)

    assert.equal(await mailedTokens.take(reset.tokenHash, 'verify-email', AT), undefined)
    assert.equal(await mailedTokens.take(expired.tokenHash, 'reset-password', AT), undefined)
    const taken = valuesOf(
      await race(db, (s) => s.mailedTokens.take(reset.tokenHash, 'reset-password', AT)),
    )
    assert.deepEqual(
      taken.filter((t) => t !== undefined),
      [reset],
    )
    const second = token()
    await mailedTokens.insert(second)
    await mailedTokens.deleteFor(userId, 'reset-password')
    assert.equal(await mailedTokens.take(second.tokenHash, 'reset-password', AT), undefined)
    assert.deepEqual(await mailedTokens.take(verify.tokenHash, 'verify-email', AT), verify)
  })

  it('go with their user', async () => {
    const { challenges, mailedTokens, passkeys, secondFactors } = db.stores
    const userId = await newUserId()
    await secondFactors.setTotp(userId, SEALED)
    await secondFactors.replaceRecoveryCodes(userId, ['a'])
    const passkey = samplePasskey({ userId })
    await passkeys.insert(passkey)
    const [tokenHash, expiresAt] = [newHash(), LATER]
    await challenges.insert({ tokenHash, userId, failures: 0, passkeyChallenge: 'x', expiresAt })
    const purpose = 'verify-email'
    await mailedTokens.insert({ tokenHash, purpose, userId, email: 'a@b.c', expiresAt })

    await withClient(database.connection, (client) =>
      client.query('delete from users where id = $1', [userId]),
    )

    assert.equal(await secondFactors.totp(userId), undefined)
    assert.equal(await secondFactors.recoveryCodesLeft(userId), 0)
    assert.equal(await passkeys.findByCredentialId(passkey.credentialId), undefined)
    assert.equal(await challenges.get(tokenHash, AT), undefined)
    assert.equal(await mailedTokens.take(tokenHash, purpose, AT), undefined)
  })
})

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import type { Mail, SigningKey } from '@skyclust/application'
import { encodeId, MailId } from '@skyclust/domain'
import { testDatabase, type TestDatabase } from '@skyclust/testkit'
import { openDatabase, type PostgresDatabase } from '../database/open-database.ts'
import { LATER, newHash } from '../testing/identity-samples.ts'
import { race, valuesOf } from '../testing/race.ts'
import { AT, SEALED } from '../testing/samples.ts'

const sampleMail = (change: Partial<Mail> = {}): Omit<Mail, 'text'> => ({
  id: MailId.parse(encodeId('msg', randomBytes(20))),
  to: 'mina@example.com',
  subject: '초대',
  createdAt: AT,
  sentAt: undefined,
  attempts: 0,
  error: undefined,
  ...change,
})

const sampleKey = (createdAt: string): SigningKey => ({
  id: newHash(),
  publicJwk: { kty: 'OKP', crv: 'Ed25519', x: newHash() },
  sealed: SEALED,
  createdAt,
})

describe('stores of mails and signing keys', () => {
  let database: TestDatabase
  let db: PostgresDatabase

  before(async () => {
    database = await testDatabase()
    db = await openDatabase({ connection: database.connection })
  })
  after(async () => {
    await db.close()
    await database.drop()
  })

  it('keep the body of a mail until it is sent', async () => {
    const { mails } = db.stores
    const mail = sampleMail()
    await mails.insert(mail, SEALED)
    assert.deepEqual(await mails.get(mail.id), { mail, sealed: SEALED })
    await mails.failed(mail.id, '451 later')
    const failed = { ...mail, attempts: 1, error: '451 later' }
    assert.deepEqual(await mails.get(mail.id), { mail: failed, sealed: SEALED })
    await mails.sent(mail.id, AT)
    const sent = { ...mail, attempts: 2, sentAt: AT }
    assert.deepEqual(await mails.get(mail.id), { mail: sent, sealed: undefined })
    assert.equal(await mails.get(sampleMail().id), undefined)
  })

  it('list mails newest first, without loss when some are added', async () => {
    const { mails } = db.stores
    const all = Array.from({ length: 5 }, () => sampleMail())
    for (const mail of all) await mails.insert(mail, SEALED)
    const seen: string[] = []
    let cursor: string | undefined
    for (let i = 0; i < 3; i += 1) {
      const page = await mails.list({ limit: 2, ...(cursor === undefined ? {} : { cursor }) })
      assert.deepEqual(page.items[0]?.sealed, SEALED)
      seen.push(...page.items.map((m) => m.id))
      cursor = page.nextCursor
      await mails.insert(sampleMail(), SEALED)
    }
    assert.deepEqual(
      seen.slice(0, 5),
      all.toReversed().map((m) => m.id),
    )
    await assert.rejects(mails.list({ limit: 2, cursor: 'x' }), { code: 'cursor-invalid' })
  })

  it('let one of several instances make the next signing key', async () => {
    const { signingKeys } = db.stores
    const first = Array.from({ length: 8 }, () => sampleKey(AT))
    const insert = (newest: string | undefined, keys: readonly SigningKey[]) =>
      race(db, async (stores, runner) => {
        const key = keys[runner]
        return key !== undefined && (await stores.signingKeys.insertAfter(newest, key))
      })

    const won = valuesOf(await insert(undefined, first))
    assert.equal(won.filter(Boolean).length, 1)
    const winner = first[won.indexOf(true)]
    assert.deepEqual(await signingKeys.list(), [winner])
    assert.ok(winner)

    const second = Array.from({ length: 8 }, () => sampleKey('2026-02-01T00:00:00.000Z'))
    const wonAgain = valuesOf(await insert(winner.id, second))
    assert.equal(wonAgain.filter(Boolean).length, 1)
    const newest = second[wonAgain.indexOf(true)]
    assert.deepEqual(await signingKeys.list(), [newest, winner])
    const alone = Array.from({ length: 8 }, () => sampleKey('2026-03-01T00:00:00.000Z'))
    const wonAlone = await Promise.all(alone.map((k) => signingKeys.insertAfter(newest?.id, k)))
    assert.equal(wonAlone.filter(Boolean).length, 1)
    const third = alone[wonAlone.indexOf(true)]
    assert.deepEqual(await signingKeys.list(), [third, newest, winner])
    const late = await db.transaction((s) => s.signingKeys.insertAfter(winner.id, sampleKey(AT)))
    assert.equal(late, false)

    await signingKeys.deleteOlderThan('2026-02-01T00:00:00.000Z')
    assert.deepEqual(await signingKeys.list(), [third, newest])
    await signingKeys.deleteOlderThan(LATER)
    assert.equal(await signingKeys.insertAfter(undefined, sampleKey(AT)), true)
  })
})
